import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./server/src/models",
  out: "./drizzle/migrations",
  casing: "snake_case",
});
