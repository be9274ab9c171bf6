import { vResultValidator } from "@convex-dev/workpool";
import { v } from "convex/values";

export { vResultValidator };
export const vWorkflowId = v.string();
export const vEventId = () => v.string();
