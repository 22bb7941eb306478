import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import type { Config } from './config.js'
import type { Database } from './database/pool.js'
import type { Encryption } from './shared/encryption.js'

/** What the application is built from; made by main, and by tests. */
export interface Deps {
  config: Readonly<Config>
  pool: pg.Pool
  database: Database
  log: FastifyBaseLogger
  encryption: Encryption
  /** Signs cursors and query codes. */
  cursorKey: Buffer
}
