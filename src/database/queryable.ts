import type pg from 'pg'

/** What every store function takes first: the pool, or the client of a transaction. */
export type Queryable = Pick<pg.Pool | pg.PoolClient | pg.Client, 'query'>
