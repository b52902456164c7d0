// Values that must never be written anywhere: the secrets of every server that tests compose.

export const canary = {
  driftToken: 'canary-drift-token-5d1e8f',
  webhookToken: 'canary-webhook-token-93ab07',
  sessionSecret: 'canary-session-secret-0f4c2b7e9a61d835',
  /** 32 bytes. */
  cacheKey: 'canary-cache-key-8d51f0a2c7e6b39',
  adminToken: 'canary-admin-token-71ce44a0',
} as const;
