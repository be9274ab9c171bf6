// Ents: tables whose definitions say how they hang together. An edge is a field with an index on the side that stores it, or a table of its own between
// many and many.
import { defineSchema, defineTable } from "convex/server";
import { asObjectValidator, v } from "convex/values";

class Ent {
  constructor(definition) {
    // What the reader of the schema takes for the table.
    this.definition = definition;
    this.edgeConfigs = {};
  }

  get validator() {
    return this.definition.validator;
  }

  index(name, fields) {
    this.definition.index(name, fields);
    return this;
  }

  searchIndex(name, config) {
    this.definition.searchIndex(name, config);
    return this;
  }

  vectorIndex(name, config) {
    this.definition.vectorIndex(name, config);
    return this;
  }

  // .field("email", v.string(), { unique: true })
  field(name, validator, options) {
    this.add(name, options?.default === undefined ? validator : v.optional(validator));
    if (options?.index === true || options?.unique === true) this.definition.index(name, [name]);
    return this;
  }

  // .edge("user", { field: "ownerId", to: "users", optional: true }), .edge("profile", { ref: true })
  edge(name, options) {
    const to = options?.to ?? `${name}s`;
    if (options?.field === undefined && options?.ref !== undefined) {
      this.edgeConfigs[name] = { name, to, many: false, stored: false, ref: options.ref };
      return this;
    }
    const field = options?.field ?? `${name}Id`;
    this.add(field, options?.optional === true ? v.optional(v.id(to)) : v.id(to));
    this.definition.index(field, [field]);
    this.edgeConfigs[name] = { name, to, many: false, stored: true, field };
    return this;
  }

  // .edges("messages", { ref: true }), .edges("tags"), .edges("followers", { to: "users", inverse: "followees" })
  edges(name, options) {
    const to = options?.to ?? name;
    const { ref, table, field, inverseField, inverse } = options ?? {};
    this.edgeConfigs[name] =
      ref !== undefined
        ? { name, to, many: true, between: false, ref }
        : { name, to, many: true, between: true, table, field, inverseField };
    if (inverse !== undefined) {
      this.edgeConfigs[inverse] = { name: inverse, to, many: true, between: true, inverse: name, table };
    }
    return this;
  }

  deletion() {
    this.add("deletionTime", v.optional(v.number()));
    return this;
  }

  // A field of every document.
  add(name, validator) {
    const document = this.validator;
    const documents = document.kind === "union" ? document.members : [document];
    for (const { kind, fields } of documents) {
      if (kind === "object") fields[name] = validator;
    }
  }
}

export const defineEnt = (document) => new Ent(defineTable(asObjectValidator(document)));
export const defineEntFromTable = (table) => new Ent(table);
export const defineEntsFromTables = (tables) =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, defineEntFromTable(table)]));

// Whether an edge back from the other table may be the other end of this one.
const isOtherEnd = (table, edge, other) => {
  if (other.to !== table) return false;
  if (edge.to === table) return other.many && other.between && other.inverse === edge.name;
  const names = (end) => end.ref !== undefined && end.ref !== true;
  if (!edge.between && names(edge) && other.stored) return edge.ref === other.field;
  if (edge.stored && !other.stored && !other.between && names(other)) return edge.field === other.ref;
  if ((edge.between && edge.table !== undefined) || (other.between && other.table !== undefined)) {
    return edge.between === true && other.between === true && edge.table === other.table;
  }
  return true;
};

export const defineEntSchema = (schema, options) => {
  for (const table of Object.keys(schema)) {
    for (const edge of Object.values(schema[table].edgeConfigs)) {
      // The inverse of one that was met before, or one whose table was made.
      if (!edge.many || !edge.between || edge.inverse !== undefined || edge.met) continue;
      const itself = edge.to === table;
      const ends = Object.values(schema[edge.to]?.edgeConfigs ?? {});
      const inverse = ends.find((other) => isOtherEnd(table, edge, other));
      if (inverse === undefined ? !itself : !inverse.many || !inverse.between) continue;
      const between =
        edge.table ??
        (inverse === undefined
          ? `${table}_${edge.name}`
          : inverse.name === table
            ? `${inverse.name}_to_${edge.name}`
            : `${table}_${inverse.name}_to_${edge.name}`);
      const field = edge.field ?? (inverse === undefined ? "aId" : itself ? `${inverse.name}Id` : `${table}Id`);
      const inverseField =
        (itself ? edge.inverseField : undefined) ??
        (inverse === undefined ? "bId" : (inverse.field ?? (itself ? `${edge.name}Id` : `${edge.to}Id`)));
      schema[between] = defineEnt({ [field]: v.id(table), [inverseField]: v.id(edge.to) })
        .index(field, [field])
        .index(inverseField, [inverseField])
        .index(`${field}_${inverseField}`, [field, inverseField]);
      if (inverse !== undefined) {
        schema[between].index(`${inverseField}_${field}`, [inverseField, field]);
        inverse.met = true;
      }
      edge.met = true;
    }
  }
  return defineSchema(schema, options);
};
