// What `convex-helpers/validators` makes validators of.
import { asObjectValidator, v } from "convex/values";

// The names of `v`, which earlier releases export one by one.
export const string = v.string();
export const number = v.number();
export const float64 = v.number();
export const boolean = v.boolean();
export const biging = v.int64();
export const int64 = v.int64();
export const any = v.any();
export const null_ = v.null();
export const arrayBuffer = v.bytes();
export const { id, object, array, bytes, literal, optional, union } = v;

export const literals = (...values) => v.union(...values.map((value) => v.literal(value)));
export const nullable = (validator) => v.union(v.null(), validator);
export const brandedString = (brand) => v.string();
export const deprecated = v.optional(v.any());
export const pretend = (validator) => v.optional(v.any());
export const pretendRequired = (validator) => v.optional(validator);

const optionalFields = (fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, validator]) => [name, v.optional(validator)]));

const as = (validator, other) => (other.isOptional === "optional" ? v.optional(validator) : validator);

export const partial = (fields) => {
  if (fields.isConvexValidator !== true) return optionalFields(fields);
  if (fields.kind === "union") return as(v.union(...fields.members.map(partial)), fields);
  return as(v.object(optionalFields(fields.fields)), fields);
};

export const systemFields = (table) => ({ _id: v.id(table), _creationTime: v.number() });
export const withSystemFields = (table, fields) => ({ ...fields, ...systemFields(table) });

// A field of both stays as it is, unless it may be absent and the other's may not.
const both = (fields, others) => {
  const all = { ...fields };
  for (const [name, other] of Object.entries(others)) {
    const known = all[name];
    if (known === undefined || (known.isOptional === "optional" && other.isOptional !== "optional")) all[name] = other;
  }
  return all;
};

export const addFieldsToValidator = (validator, fields) => {
  const document = asObjectValidator(validator);
  if (Object.keys(fields).length === 0) return document;
  if (document.kind === "union") {
    return v.union(...document.members.map((member) => addFieldsToValidator(member, fields)));
  }
  return v.object(both(document.fields, fields));
};

const whole = (table, validator) =>
  validator.kind === "union"
    ? v.union(...validator.members.map((member) => whole(table, member)))
    : v.object({ ...validator.fields, ...systemFields(table) });

export const doc = (schema, table) => whole(table, schema.tables[table].validator);

export const typedV = (schema) => ({ ...v, doc: (table) => doc(schema, table) });

export const vRequired = (validator) => {
  if (validator.isOptional !== "optional") return validator;
  switch (validator.kind) {
    case "id":
      return v.id(validator.tableName);
    case "literal":
      return v.literal(validator.value);
    case "array":
      return v.array(validator.element);
    case "object":
      return v.object(validator.fields);
    case "record":
      return v.record(validator.key, validator.value);
    case "union":
      return v.union(...validator.members);
    default:
      return v[validator.kind]();
  }
};
