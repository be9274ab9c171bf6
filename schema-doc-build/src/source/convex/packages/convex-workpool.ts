import { v } from "convex/values";

export const vWorkId = v.string();
export const vWorkIdValidator = vWorkId;
export const workIdValidator = vWorkId;

export const vRunResult = (returned) =>
  v.union(
    v.object({ kind: v.literal("success"), returnValue: returned }),
    v.object({ kind: v.literal("failed"), error: v.string() }),
    v.object({ kind: v.literal("canceled") }),
  );
export const vResult = vRunResult(v.any());
export const vResultValidator = vResult;
export const resultValidator = vResult;
