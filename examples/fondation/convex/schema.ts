import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  // Stores authenticated user information from GitHub OAuth.
  users: defineTable({
    githubId: v.string(),      // GitHub user ID (unique identifier)
    username: v.string(),       // GitHub username
    email: v.optional(v.string()),     // User email (optional)
    avatarUrl: v.optional(v.string()), // GitHub avatar URL (optional)
    createdAt: v.number(),      // Unix timestamp of creation
  }).index("by_github_id", ["githubId"]),

  // Caches GitHub repository information for authenticated users.
  repositories: defineTable({
    userId: v.id("users"),      // Reference to users table
    githubRepoId: v.string(),   // GitHub repository ID
    name: v.string(),            // Repository name
    fullName: v.string(),        // Full name (owner/repo)
    description: v.optional(v.string()), // Repository description
    defaultBranch: v.string(),   // Default branch (usually "main" or "master")
  }).index("by_user", ["userId"]),

  // Tracks documentation generation jobs and their status.
  jobs: defineTable({
    userId: v.id("users"),           // Reference to users table
    // schema-doc: allow(unindexed-foreign-key) jobs are only ever listed by user
    repositoryId: v.id("repositories"), // Reference to repositories table
    status: v.union(                 // Job status enumeration
      v.literal("pending"),
      v.literal("running"),
      v.literal("completed"),
      v.literal("failed")
    ),
    prompt: v.string(),               // Generation prompt/instructions
    callbackToken: v.string(),        // Secure token for status updates
    createdAt: v.number(),            // Unix timestamp of creation
  }).index("by_user", ["userId"]),
});

// For real-time job execution logs.
// @planned v0.2
export const messages = defineTable({
  jobId: v.id("jobs"), // @label produces
  content: v.string(),
  type: v.union(
    v.literal("log"),
    v.literal("tool"),
    v.literal("error")
  ),
  timestamp: v.number(),
}).index("by_job", ["jobId"]);

// For storing generated documentation.
// @planned v0.3
export const documents = defineTable({
  jobId: v.id("jobs"), // @label generates @cardinality one
  repositoryId: v.id("repositories"),
  content: v.string(),
  format: v.union(
    v.literal("markdown"),
    v.literal("html"),
    v.literal("pdf")
  ),
  metadata: v.optional(v.any()),
  createdAt: v.number(),
}).index("by_repository", ["repositoryId"]);
