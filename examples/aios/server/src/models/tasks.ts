import { sql } from "drizzle-orm";
import { check, index, pgEnum, pgTable, smallint, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { primaryKey, timestamps } from "./columns";
import { projects } from "./projects";
import { users } from "./users";

// Where a task is.
// @values open: Nobody works on it yet, in_progress: Somebody does, done: It was done, dropped: It will not be done
export const taskStatus = pgEnum("task_status", ["open", "in_progress", "done", "dropped"]);

// What has to be done.
// @category work
// @access overdue: What the reminder of the morning lists index=tasks_due_at_idx frequency=medium
//   query="SELECT id, title, assignee_id, due_at FROM tasks WHERE status IN ('open', 'in_progress') AND due_at < $1 ORDER BY due_at"
// @access board: The tasks of a project by status index=tasks_board_idx frequency=high
export const tasks = pgTable(
  "tasks",
  {
    ...primaryKey,
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }), // What it is a part of
    assigneeId: uuid().references(() => users.id, { onDelete: "set null" }), // Null until somebody takes it
    title: text().notNull(), // In one line
    // How far it is
    // @flow open -> in_progress -> done, in_progress -> open, open -> dropped, in_progress -> dropped
    status: taskStatus().notNull().default("open"),
    priority: smallint().notNull().default(0), // From 0, whenever, to 3, now
    dueAt: timestamp({ withTimezone: true }), // When it has to be done, where that matters
    ...timestamps,
  },
  (table) => [
    index("tasks_board_idx").on(table.projectId, table.status, table.priority.desc()), // A project's board, urgent things first
    index("tasks_assignee_id_idx").on(table.assigneeId), // What somebody has to do
    // What is late, without what is over
    index("tasks_due_at_idx").on(table.dueAt).where(sql`${table.status} in ('open', 'in_progress')`),
    check("tasks_priority_range", sql`${table.priority} between 0 and 3`), // @reason The board has four rows
  ],
);
