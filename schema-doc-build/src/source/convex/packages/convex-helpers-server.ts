// What `convex-helpers/server` makes tables of.
import { defineTable } from "convex/server";
import { v } from "convex/values";

export const Table = (name, fields) => {
  const _id = v.id(name);
  const systemFields = { _id, _creationTime: v.number() };
  const withSystemFields = { ...fields, ...systemFields };
  return {
    name,
    table: defineTable(fields),
    doc: v.object(withSystemFields),
    withoutSystemFields: fields,
    withSystemFields,
    systemFields,
    _id,
  };
};
