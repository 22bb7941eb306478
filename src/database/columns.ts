import { customType } from 'drizzle-orm/pg-core'

/** Binary column (encrypted values, hashes). */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** An instant, read as RFC 3339 text with microseconds by the pool's type parser; a Date would cut them. */
export const instant = customType<{ data: string }>({ dataType: () => 'timestamp with time zone' })

/** A legal date as `YYYY-MM-DD`. */
export const legalDate = customType<{ data: string }>({ dataType: () => 'date' })

/** Text compared byte by byte: keys of cursors and paths must sort alike on every server. */
export const textC = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' })
