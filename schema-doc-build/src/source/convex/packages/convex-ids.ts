// What components hand out to find their own documents again: texts.
import { v } from "convex/values";

export const StreamIdValidator = v.string();
export const runIdValidator = v.string();
export const vEmailId = v.string();
export const vEntryId = v.string();
export const vNamespaceId = v.string();
