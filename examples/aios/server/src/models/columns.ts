import { timestamp, uuid } from "drizzle-orm/pg-core";

/** What identifies a row, in every table but those of pairs. */
export const primaryKey = {
  id: uuid().primaryKey().defaultRandom(), // Random: it tells nothing, and can be made anywhere
};

/** Times, in every table whose rows change. */
export const timestamps = {
  // When it was made
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  // When it changed last
  updatedAt: timestamp({ withTimezone: true })
    .notNull()
    .defaultNow()
    .$onUpdate(() => new Date()),
};
