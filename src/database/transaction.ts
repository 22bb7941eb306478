import type pg from 'pg'

/**
 * Does the work in one transaction and commits. On any failure the transaction is rolled back by closing the
 * connection: its state is not known for sure then, and a statement that the work left running dies with it.
 * The client must not be kept beyond the work.
 */
export async function withTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let result: T
  try {
    await client.query('begin')
    result = await work(client)
    const { command } = await client.query('commit')
    // A statement failed and the work went on: Postgres answers such a COMMIT with ROLLBACK, without an error.
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement in it had failed')
  } catch (error) {
    client.release(true)
    throw error
  }
  client.release()
  return result
}
