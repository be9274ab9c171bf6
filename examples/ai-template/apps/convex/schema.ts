import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

/** Milliseconds since 1970, in most tables. */
const timestamps = {
  createdAt: v.number(), // When it came about
  updatedAt: v.number(), // When it changed last
};

export default defineSchema({
  // Core user authentication and profile management
  //
  // BetterAuth keeps its users here. What somebody may do is said by the role, and checked in every mutation.
  // @category authentication
  // @feature authentication_flow, chat_system
  // @access authentication: Email-based login lookup index=by_email pattern="by_email index" frequency=high
  // @access profile_management: User profile CRUD operations pattern="direct _id lookup" frequency=medium
  // @operation create_user, authenticate, update_profile
  // @security PII_handling
  // @security password_hashing
  // @security role_authorization
  // @rule unique_email: One account an address
  // @rule required_fields: An address, a name and a role
  // @rule default_role: Whoever signs up is a `user`
  users: defineTable({
    // Unique authentication identifier
    // @unique
    // @meaning User's primary contact and login identifier
    // @sensitivity pii
    // @validation Email format required
    // @security PII - encrypted storage recommended
    // @rule email_format
    // @rule uniqueness
    email: v.string(),
    name: v.string(), // Shown beside messages @pii
    // What somebody may do
    // @values user: Chats and uploads, admin: Sees the logs too
    role: v.union(v.literal("user"), v.literal("admin")),
    emailVerified: v.boolean(), // Whether somebody who reads its mail confirmed the address
    image: v.optional(v.string()), // The picture's address
    ...timestamps,
  })
    // Fast authentication lookups
    // @impact Critical for login performance
    .index("by_email", ["email"])
    // The people of a role, newest last
    .index("by_role", ["role", "createdAt"]),

  // Who is signed in, where
  // @category authentication
  // @feature authentication_flow
  // @access resume: The session of a request's cookie index=by_session_token pattern="by_session_token index" frequency=high
  // @operation sign_in, sign_out
  // @rule expiry: A session that has expired signs nobody in
  sessions: defineTable({
    userId: v.id("users"), // Who is signed in @label signs in with
    sessionToken: v.string(), // What the cookie holds @unique @secret
    expiresAt: v.number(), // A request before moves it on
    ipAddress: v.optional(v.string()), // Where the session began @pii
    userAgent: v.optional(v.string()), // The browser, as it calls itself
    ...timestamps,
  })
    // The session of a request
    // @impact Read with every request
    .index("by_session_token", ["sessionToken"])
    .index("by_user", ["userId"]) // Signing out everywhere
    .index("by_expiry", ["expiresAt"]), // What the nightly clean-up deletes

  // Ways to sign in: an account at a provider, or a password
  // @category authentication
  // @feature authentication_flow
  // @security password_hashing
  accounts: defineTable({
    userId: v.id("users"), // Whose it is @label owns
    // Who vouches for the user; `credential` is the password
    provider: v.union(v.literal("credential"), v.literal("github"), v.literal("google")),
    providerAccountId: v.string(), // The provider's name for the user
    passwordHash: v.optional(v.string()), // Of `credential` alone: scrypt @secret
    accessToken: v.optional(v.string()), // For the API of the provider @secret
    ...timestamps,
  })
    .index("by_user", ["userId"]) // What somebody signs in with
    .index("by_provider", ["provider", "providerAccountId"]), // Whose account it is, when the provider sends somebody back

  // Tokens of mails that set a new password
  // @category authentication
  // @feature authentication_flow
  // @rule single_use: A token that was used is no token
  password_reset_tokens: defineTable({
    userId: v.id("users"), // Whose password it sets @label asks for
    hashedToken: v.string(), // The mail has the token, the table its SHA-256 @secret
    expiresAt: v.number(), // An hour after it was asked for
    used: v.boolean(), // Whether it set a password
    createdAt: v.number(), // When it was asked for
  })
    .index("by_hashed_token", ["hashedToken"]) // Whose password the link of a mail sets
    .index("by_user", ["userId"]), // How often somebody asked lately

  // A conversation of a user with the assistant
  // @category chat
  // @feature chat_system
  // @access recent_chats: The list beside the chat, newest first index=by_user_updated frequency=high
  // @operation start_chat, rename_chat, archive_chat
  chat_sessions: defineTable({
    userId: v.id("users"), // Who talks @label holds
    title: v.string(), // Made by the model out of the first message
    model: v.string(), // Which answers, by its provider's name for it
    // Whether it is in the list
    // @flow active -> archived -> active
    status: v.union(v.literal("active"), v.literal("archived")),
    ...timestamps,
  }).index("by_user_updated", ["userId", "updatedAt"]), // The conversations of a user, newest first

  // What was said, by whom
  // @category chat
  // @feature chat_system
  // @access conversation: All messages of a chat, in order index=by_session frequency=high
  // @rule copied_user: `userId` is that of the session, copied for queries
  chat_messages: defineTable({
    sessionId: v.id("chat_sessions"), // The conversation @label holds
    userId: v.id("users"), // Copied from the session: a user's messages are found without it @label writes
    // Who speaks
    role: v.union(v.literal("user"), v.literal("assistant"), v.literal("system"), v.literal("tool")),
    content: v.string(), // Markdown
    // What the assistant drew on
    sources: v.optional(
      v.array(
        v.object({
          chunkId: v.id("document_chunks"), // The piece that was in the prompt
          score: v.number(), // The similarity, from 0 to 1
        }),
      ),
    ),
    // What the provider counted, of the assistant's messages
    usage: v.optional(
      v.object({
        inputTokens: v.number(), // Read by the model
        outputTokens: v.number(), // Written by it
      }),
    ),
    createdAt: v.number(), // When it was said
  })
    .index("by_session", ["sessionId", "createdAt"]) // A conversation in order
    .index("by_user", ["userId", "createdAt"]) // How much somebody wrote lately
    // What somebody remembers to have said
    .searchIndex("search_content", { searchField: "content", filterFields: ["userId"] }),

  // Documents that the assistant knows
  // @category knowledge
  // @feature knowledge_system
  // @operation ingest, reingest, remove
  // @issue stuck_ingestion: A worker that dies leaves `processing` behind; `reingest` starts anew
  source_documents: defineTable({
    title: v.string(), // Its first heading, else its name
    path: v.string(), // Where the ingestion found it @unique
    contentHash: v.string(), // SHA-256: what has not changed is not chunked again
    // How far the ingestion is
    // @flow pending -> processing -> ready, processing -> failed -> pending, ready -> pending
    status: v.union(v.literal("pending"), v.literal("processing"), v.literal("ready"), v.literal("failed")),
    error: v.optional(v.string()), // Why it failed
    tags: v.array(v.string()), // What a search can be narrowed to
    ...timestamps,
  })
    .index("by_path", ["path"]) // Whether a file is known
    .index("by_status", ["status", "updatedAt"]), // What the workers have to do, oldest first

  // Pieces of documents, as they are searched
  // @category knowledge
  // @feature knowledge_system
  // @access similar_chunks: What is nearest to a question pattern="by_embedding vector search" frequency=high
  document_chunks: defineTable({
    documentId: v.id("source_documents"), // What it is a piece of @label is cut into
    position: v.number(), // In its document, from 0 on
    content: v.string(), // Some 500 tokens, headings repeated
    vectorizeId: v.optional(v.string()), // The vector's name in Cloudflare Vectorize, where it is kept there
    embedding: v.optional(v.array(v.float64())), // Where it is not
    metadata: v.record(v.string(), v.union(v.string(), v.number(), v.boolean())), // What the ingestion knows of the piece
  })
    .index("by_document", ["documentId", "position"]) // A document in order
    // What is nearest to a question
    .vectorIndex("by_embedding", { vectorField: "embedding", dimensions: 1536, filterFields: ["documentId"] }),

  // What the systems did: Next.js, Convex and the workers write here
  // @category logging
  // @operation correlate: All lines of one request
  debug_logs: defineTable({
    // How bad it is
    level: v.union(v.literal("debug"), v.literal("info"), v.literal("warn"), v.literal("error")),
    // Who writes
    system: v.union(v.literal("browser"), v.literal("nextjs"), v.literal("convex"), v.literal("worker")),
    message: v.string(), // In one line
    correlationId: v.string(), // The request, the same in every system
    // schema-doc: allow(unindexed-foreign-key) logs are followed by request, and deleted by age
    userId: v.optional(v.id("users")), // Who made the request, where it is known @label causes
    context: v.optional(v.any()), // What the writer had at hand, without secrets
    createdAt: v.number(), // When it was written, by the clock of the system
  })
    .index("by_correlation", ["correlationId", "createdAt"]) // A request through all systems
    .index("by_level", ["level", "createdAt"]) // The latest errors
    .index("by_created", ["createdAt"]), // What is old enough to be deleted
});
