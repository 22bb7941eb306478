// A process of its own that runs the embedded Postgres, for tests that kill it. Arguments: the data directory, and
// `no-namespace` to make root use another uid. Prints one line when ready; SIGTERM stops it in order.
import { startEmbeddedPostgres } from '../../src/database/embedded.js'

const [dataDir = '', mode] = process.argv.slice(2)
const notes: string[] = []
const log = { info: (message: string) => notes.push(message), warn: (message: string) => notes.push(message) }
const server = await startEmbeddedPostgres({
  dataDir,
  log,
  durable: false,
  allowNamespace: mode !== 'no-namespace',
})
process.once('SIGTERM', async () => {
  await server.stop()
  process.stdout.write(`${notes.at(-1)}\n`)
})
process.stdout.write(
  `${JSON.stringify({ pid: server.pid, connection: server.superuserConnection, notes })}\n`,
)
