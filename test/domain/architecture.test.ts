import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'

const SRC = join(packageRoot, 'src')
const IMPORT = /^(?:import|export) (type )?(?:[^'"]*? from )?'([^']+)'/gm

interface Import {
  type: boolean
  target: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
const text = (file: string) => readFileSync(join(SRC, file), 'utf8')
const importsOf = (file: string): Import[] =>
  [...text(file).matchAll(IMPORT)].map(([, type, target = '']) => ({
    type: type !== undefined,
    target: target.startsWith('.') ? normalize(join(dirname(file), target)).replace(/\.js$/, '.ts') : target,
  }))
const featureOf = (file: string): string | undefined => /^features\/([^/]+)\//.exec(file)?.[1]
const roleOf = (file: string): string | undefined => /-(store|tables|routes|rows|writes)\.ts$/.exec(file)?.[1]

/** The one statement that saves a case writes its clocks, and the stored answer, too (docs/adr/001-one-statement.md). */
const WRITTEN_WITH_A_CASE = new Set(['features/deadlines/deadline-tables.ts'])

/** Files that know nothing of the world: no database, no HTTP, no clock, no random source. */
const PURE_PARTS = [
  /^features\/bundles\/(bundle-(check-context|checks|document|finding|form|members|question-checks|results|rules)|mapping-checks|merged-materials|schema-fit)\.ts$/,
  /^features\/cases\/(case|case-change|case-sight|case-view|exchange-view|intake)\.ts$/,
  /^features\/catalogue\/(item-change|item-diff|item-document|item-entries|item-names)\.ts$/,
  /^features\/catalogue\/checks\//,
  /^features\/catalogue\/directory\/(directory-checks|directory-document|inherit-item)\.ts$/,
  /^features\/catalogue\/guide\/guide\.ts$/,
  /^features\/catalogue\/questions\//,
  /^features\/deadlines\/(calculate|calendar|clock|clock-change|clock-rules|clock-table|day-number|lamps|limit)\.ts$/,
  /^features\/dictionaries\/(dictionary|dictionary-checks|[a-z]+-data)\.ts$/,
  /^features\/divisions\/(coordinates|division-rights|window-authority)\.ts$/,
  /^features\/documents\/(layout|page|render-data|sheet|standing|template|titles|wording)\.ts$/,
  /^features\/exchange\/feed-(chain|cursor)\.ts$/,
  /^features\/notifications\/(default-words|message-template|notice|routing|sending-times)\.ts$/,
  /^features\/publications\/publication\.ts$/,
  /^features\/search\/(words|query|highlight|division-path|stages|entry)\.ts$/,
  /^features\/statistics\/case-counts\.ts$/,
  /^features\/workflow\/(?!.*-(store|service|routes|tables|schemas|transfer)\.ts$)/,
  /^shared\/(codes\/.*|linear-pattern|masks|rules|rule-check|schema|roles|caller|time|text|problem|problem-codes|text-safety|canonical-json)\.ts$/,
]
const PURE = files.filter((file) => PURE_PARTS.some((part) => part.test(file)))

t.test('pure files know nothing of the world', async (t) => {
  t.ok(PURE.length > 100, `${PURE.length}`)
  for (const part of PURE_PARTS)
    t.ok(
      PURE.some((file) => part.test(file)),
      `${part} names files that are there`,
    )
  for (const file of PURE) {
    for (const { target } of importsOf(file))
      t.notOk(
        /^(drizzle-orm|fastify|@fastify|pg$|pino)|^(http|database|cli)\/|-(store|routes|tables|service)\.ts$/.test(
          target,
        ),
        `${file} imports ${target}`,
      )
    t.notOk(
      /Date\.now\(|new Date\(\)|Math\.random|randomBytes|randomUUID|performance\.now/.test(text(file)),
      `${file} reads neither clock nor random source`,
    )
  }
})

t.test('imports run one way', async (t) => {
  for (const file of files) {
    for (const { target, type } of importsOf(file)) {
      const [from, to] = [featureOf(file), featureOf(target)]
      const name = `${file} imports ${target}`
      if (from !== undefined && to !== undefined && from !== to)
        t.notOk(
          roleOf(target) !== undefined && !WRITTEN_WITH_A_CASE.has(target),
          `${name}: a feature uses another through its service or its pure files`,
        )
      if (roleOf(file) === 'store' || roleOf(file) === 'tables')
        t.notOk(/-(routes|service)\.ts$|^http\/(?!schemas|[a-z]+-tables)/.test(target), name)
      if (/^(shared|database)\//.test(file) && file !== 'database/tables.ts')
        t.notOk(/^(features|http|cli)\//.test(target), name)
      if (!/^(main|app|service|features|cli\/.*|deps)\.ts$/.test(file) && !type)
        t.notOk(/^(app|service|main|features)\.ts$/.test(target), name)
    }
  }
})

/** The sample is data (samples/, reference/), brought in by what starts the service; nothing is built upon it. */
const KNOW_THE_SAMPLE = /^(sample\/|cli\/|service\.ts$)/

t.test('nobody imports the sample but what starts, seeds and documents the service', async (t) => {
  for (const file of files.filter((each) => !KNOW_THE_SAMPLE.test(each)))
    for (const { target } of importsOf(file)) t.notOk(/^sample\//.test(target), `${file} imports ${target}`)
  t.ok(
    files.some((file) => importsOf(file).some(({ target }) => /^sample\//.test(target))),
    'the room has its name still',
  )
})

t.test('routes import no store: schema, policy, one call of a use case', async (t) => {
  const withStore = files.filter(
    (file) =>
      roleOf(file) === 'routes' && importsOf(file).some(({ target }) => /-(store|writes)\.ts$/.test(target)),
  )
  t.same(withStore, [])
})

/** Statements whose answers hold no column as it stands: counts, JSON documents, keys of rankings, columns under other names, tables of all features. */
const NO_COLUMNS = /(rights|verify|export|import-apply|import-directory|facet|suggestion)-store\.ts$/

t.test('rows of hand-written statements get their types from the tables', async (t) => {
  const stores = files.filter((file) => file.endsWith('-store.ts') && text(file).includes('.query<'))
  t.ok(stores.length > 20, `${stores.length} stores`)
  for (const file of stores.filter((each) => !NO_COLUMNS.test(each)))
    t.ok(
      /\bRowOf<|\bcreateDatabase\(|^import .*\b\w+Row\b/m.test(text(file)),
      `${file}: a renamed column must not compile`,
    )
  for (const file of files)
    t.notOk(/insert into \w+ select/i.test(text(file)), `${file}: an insert names its columns`)
  for (const file of stores)
    t.notOk(
      /text: [`']select \*\s+from \w|returning \*/i.test(text(file)),
      `${file}: a read names its columns`,
    )
})

t.test('no cycles', async (t) => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(({ type, target }) => !type && files.includes(target))
        .map(({ target }) => target),
    ]),
  )
  const done = new Set<string>()
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) t.fail(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`)
    if (done.has(file) || path.includes(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  t.equal(done.size, files.length)
})

t.test('the environment is read in one place, nothing is any', async (t) => {
  for (const file of files) {
    if (file !== 'config.ts') t.notOk(/process\.env/.test(text(file)), file)
    if (file !== 'cli/demo.ts') t.notOk(/\bas any\b|: any\b/.test(text(file)), file)
  }
})
