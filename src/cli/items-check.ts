import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { CheckContext } from '../features/catalogue/checks/check-context.js'
import { DOCUMENT_RULES, readItemDocument } from '../features/catalogue/checks/document-schema.js'
import type { Finding } from '../features/catalogue/checks/finding.js'
import { checkItemDocument } from '../features/catalogue/checks/item-checks.js'
import { type Dictionary, indexDictionaries } from '../features/dictionaries/dictionary.js'
import { seenVersions } from '../features/transfer/items/entry.js'
import { thingsOf } from '../sample/lines.js'
import { finder, isError } from '../shared/finding.js'
import { type Language, say } from '../shared/text.js'
import { isLegalDate, legalDateOf } from '../shared/time.js'
import type { DirectoryFile } from './items-directory.js'

const found = finder(DOCUMENT_RULES)

interface Options {
  language: Language
  json?: true
  on?: string
  /** A file of the basic directory. */
  directory?: string
}

/** What is known beside each item. */
interface Around {
  context: CheckContext
  directory: DirectoryFile | undefined
}

interface CheckedItem {
  line: number
  itemCode?: string
  name?: string
  findings: Finding[]
}

/**
 * Checks a file of items offline (离线检查): with the code lists that come with this version and the basic directory
 * of a file (基本目录); what only a running service knows (published procedures, files) is left out.
 */
export async function checkItemsCommand(file: string, options: Options): Promise<void> {
  const { language, json, on = legalDateOf(new Date().toISOString()) } = options
  if (!isLegalDate(on)) throw new Error('--on: a date, YYYY-MM-DD')
  const around: Around = {
    context: {
      today: on,
      dictionaries: indexDictionaries(thingsOf<Dictionary>('reference', 'dictionaries')),
    },
    directory: options.directory === undefined ? undefined : await readDirectory(options.directory, language),
  }
  const sum = { items: 0, withErrors: 0, errors: 0, warnings: 0 }
  for await (const { line, text } of documentsOf(file)) {
    const checked = { line, ...checkText(text, around) }
    const errors = checked.findings.filter(isError).length
    sum.items += 1
    sum.errors += errors
    sum.warnings += checked.findings.length - errors
    if (errors > 0) sum.withErrors += 1
    if (json) process.stdout.write(`${JSON.stringify(inWords(checked, language))}\n`)
    else process.stdout.write(printed(file, checked, language))
  }
  if (!json) process.stdout.write(`${summary(sum, language)}\n`)
  if (sum.errors > 0 || sum.items === 0) process.exitCode = 1
}

/** NDJSON, one item on each line, by the file's name or its first line; otherwise the whole file is one document. */
async function* documentsOf(file: string): AsyncGenerator<{ line: number; text: string }> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  let isLines = /\.(ndjson|jsonl)$/.test(file)
  let line = 0
  for await (const whole of lines) {
    line += 1
    const text = whole.trim()
    if (text === '') continue
    isLines ||= /^\{.*\}$/.test(text)
    if (!isLines) {
      yield { line, text: await readFile(file, 'utf8') }
      return
    }
    yield { line, text }
  }
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Loaded when it is wanted. */
const readDirectory = async (file: string, language: Language) =>
  (await import('./items-directory.js')).readDirectoryFile(file, language)

function checkText(text: string, around: Around): Omit<CheckedItem, 'line'> {
  const json = parsed(text)
  if (json === undefined) return { findings: [found('DOCUMENT_JSON', '')] }
  const { value } = json
  return isEntry(value) ? checkEntry(value.versions, around) : checkDocument(value, around)
}

const isEntry = (value: unknown): value is { versions: unknown[] } =>
  typeof value === 'object' && value !== null && 'versions' in value && Array.isArray(value.versions)

/** A whole entry (事项整条记录) as an import judges it: the version of that day, and those that are to come. */
function checkEntry(versions: unknown[], around: Around): Omit<CheckedItem, 'line'> {
  if (versions.length === 0) return { findings: [found('DOCUMENT_SCHEMA', '/versions')] }
  const { today } = around.context
  const numbered = versions.map((each, index) => {
    const { document, effectiveFrom } = Object(each) as { document?: unknown; effectiveFrom?: unknown }
    return { index, document, effectiveFrom: typeof effectiveFrom === 'string' ? effectiveFrom : today }
  })
  const checked = seenVersions(numbered, today).map(({ index, document, effectiveFrom }) => {
    const isToCome = effectiveFrom > today
    const on = isToCome ? effectiveFrom : today
    const { findings, ...item } = checkDocument(document, {
      ...around,
      context: { ...around.context, today: on },
    })
    const place = `/versions/${index}/document`
    return { ...item, findings: findings.map((each) => ({ ...each, pointer: place + each.pointer })) }
  })
  return { ...checked.at(-1), findings: checked.flatMap(({ findings }) => findings) }
}

function checkDocument(value: unknown, { context, directory }: Around): Omit<CheckedItem, 'line'> {
  const read = readItemDocument(value)
  if ('findings' in read) return { findings: read.findings }
  const { itemCode, name, basicCode } = read.document
  const entry = directory && { directoryEntry: directory(basicCode, context.today) ?? ('none' as const) }
  return { itemCode, name, findings: checkItemDocument(read.document, { ...context, ...entry }) }
}

const inWords = ({ findings, ...item }: CheckedItem, language: Language) => ({
  ...item,
  findings: findings.map((finding) => ({
    ...finding,
    message: say(finding.message, language),
    mend: say(finding.mend, language),
  })),
})

function printed(
  file: string,
  { line, itemCode = '', name = '', findings }: CheckedItem,
  language: Language,
): string {
  const marks = {
    error: language === 'zh' ? '错误' : 'error',
    warning: language === 'zh' ? '提示' : 'warning',
  }
  const lines = findings.map(
    ({ rule, severity, pointer, message, mend }) =>
      `  ${marks[severity]} ${rule} ${pointer}\n    ${say(message, language)}\n    → ${say(mend, language)}\n`,
  )
  const good = language === 'zh' ? '通过' : 'passes'
  return `${file}:${line} ${itemCode} ${name}${findings.length === 0 ? `: ${good}` : ''}\n${lines.join('')}`
}

function summary(
  { items, withErrors, errors, warnings }: Record<'items' | 'withErrors' | 'errors' | 'warnings', number>,
  language: Language,
): string {
  return language === 'zh'
    ? `共 ${items} 个事项，${withErrors} 个未通过；错误 ${errors} 项，提示 ${warnings} 项`
    : `${items} items, ${withErrors} not passed; ${errors} errors, ${warnings} warnings`
}
