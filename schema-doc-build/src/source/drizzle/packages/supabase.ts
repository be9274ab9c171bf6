// What every project on Supabase has, as `drizzle-orm/supabase` names it.
import { bigserial, pgRole, pgSchema, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";

export const anonRole = pgRole("anon").existing();
export const authenticatedRole = pgRole("authenticated").existing();
export const serviceRole = pgRole("service_role").existing();
export const postgresRole = pgRole("postgres_role").existing();
export const supabaseAuthAdminRole = pgRole("supabase_auth_admin").existing();

const zoned = (name) => timestamp(name, { withTimezone: true });

export const authUsers = pgSchema("auth").table("users", {
  id: uuid().primaryKey().notNull(),
  email: varchar({ length: 255 }),
  phone: text().unique(),
  emailConfirmedAt: zoned("email_confirmed_at"),
  phoneConfirmedAt: zoned("phone_confirmed_at"),
  lastSignInAt: zoned("last_sign_in_at"),
  createdAt: zoned("created_at"),
  updatedAt: zoned("updated_at"),
});

export const realtimeMessages = pgSchema("realtime").table("messages", {
  id: bigserial({ mode: "bigint" }).primaryKey(),
  topic: text().notNull(),
  extension: text({ enum: ["presence", "broadcast", "postgres_changes"] }).notNull(),
});

export const authUid = sql`(select auth.uid())`;
export const realtimeTopic = sql`realtime.topic()`;
