/** What start-up and migrations need of a logger; pino's fits. Messages never carry personal data. */
export interface Log {
  info(message: string): void
  warn(message: string): void
}
