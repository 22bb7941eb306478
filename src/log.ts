import { type Logger, pino } from 'pino'
import type { Config } from './config.js'
import { readableLine } from './shared/log-lines.js'

/** The log: JSON, one object a line; for people where it goes to a terminal. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  const options = { level: logLevel, base: null }
  if (!process.stdout.isTTY) return pino(options)
  return pino(options, { write: (line: string) => process.stdout.write(readableLine(line)) })
}
