// `node scripts/run.js src/main.js …`: runs what is built, after building it where it is missing or older than the
// sources. In the same process, so that signals reach the program and nothing starts twice; `npm start` has an `exec`
// before it, since the shell that npm starts would keep a signal for itself.
import nodeModule from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, complain, isFresh, root } from './build.js'

const [program = 'src/main.js', ...words] = process.argv.slice(2)
try {
  if (!isFresh()) await build()
} catch (error) {
  complain(error)
}
const path = join(root, 'dist', program)
process.argv = [process.argv[0], path, ...words]
// Node 22.1 keeps what it compiled; older ones do not know how.
nodeModule.enableCompileCache?.(join(root, 'dist', '.cache'))
await import(pathToFileURL(path).href)
