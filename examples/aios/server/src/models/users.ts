import { sql } from "drizzle-orm";
import { check, index, pgEnum, pgTable, text, timestamp, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import { primaryKey, timestamps } from "./columns";

// What somebody may do.
// @values member: Works in projects, admin: Invites and removes people
export const userRole = pgEnum("user_role", ["member", "admin"]);

// User accounts and authentication.
//
// Somebody who leaves is deactivated, not deleted: what they wrote stays.
// @category authentication
// @access login: Look an account up by its address index=users_email_key frequency=high
// @usage Made by an invitation of an admin
// @rule one_account: An address has one account, whatever its case
export const users = pgTable(
  "users",
  {
    ...primaryKey,
    email: varchar({ length: 255 }).notNull(), // The address of the login and of all mail @pii
    passwordHash: text().notNull(), // Argon2id @secret
    name: text().notNull(), // Shown beside what somebody writes @pii
    role: userRole().notNull().default("member"), // What somebody may do
    deactivatedAt: timestamp({ withTimezone: true }), // Since when somebody cannot sign in any more
    ...timestamps,
  },
  (table) => [
    // Logins, whatever the case of the address
    uniqueIndex("users_email_key").on(sql`lower(${table.email})`),
    // The people that work can be given to
    index("users_active_idx").on(table.name).where(sql`${table.deactivatedAt} is null`),
    // @reason Mail that cannot be sent helps nobody
    check("users_email_reachable", sql`${table.email} like '_%@_%'`),
  ],
);
