// What the package holds, into client/dist: JavaScript and types of the client, and openapi-fetch beside them, so that it
// installs without a registry. Run by `npm pack` (prepack).
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeTypes } from '../scripts/build.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = join(here, 'dist')
const root = createRequire(join(here, '..', 'package.json'))
const folderOf = (name) => dirname(root.resolve(`${name}/package.json`))

/** Imports of packages lead to the files beside. */
const inside = (text) => text.replace(/from (['"])(openapi-(?:fetch|typescript-helpers))\1/g, "from './$2.js'")

/** A file of a package under another name, with its licence at the head. */
function take(name, file, as) {
  const licence = readFileSync(join(folderOf(name), 'LICENSE'), 'utf8')
  const text = readFileSync(join(folderOf(name), 'dist', file), 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '')
  writeFileSync(join(out, as), `/*\n${name}\n${licence}*/\n${inside(text)}`)
}

makeTypes()
rmSync(out, { recursive: true, force: true })
execFileSync(process.execPath, [join(folderOf('typescript'), 'bin', 'tsc'), '-p', here], { stdio: 'inherit' })
for (const file of ['index.js', 'index.d.ts']) {
  writeFileSync(join(out, file), inside(readFileSync(join(out, file), 'utf8')))
}
copyFileSync(join(here, 'schema.d.ts'), join(out, 'schema.d.ts'))
take('openapi-fetch', 'index.mjs', 'openapi-fetch.js')
take('openapi-fetch', 'index.d.mts', 'openapi-fetch.d.ts')
take('openapi-typescript-helpers', 'index.d.mts', 'openapi-typescript-helpers.d.ts')
