const authRefreshTokens = defineTable({
  sessionId: v.id("authSessions"),
  expirationTime: v.number(),
}).index("sessionId", ["sessionId"]);
