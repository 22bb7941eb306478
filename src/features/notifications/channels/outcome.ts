/** What came of a try (发送结果): codes only, never what the other side wrote. */
export type Outcome =
  | { kind: 'sent'; result: string; receipt?: string }
  /** Worth another try. */
  | { kind: 'later'; result: string }
  /** Refused for good. */
  | { kind: 'never'; result: string }

/** How long the other side may take. */
export const TIMEOUT_MS = 10_000
