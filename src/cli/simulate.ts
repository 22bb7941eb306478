import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import type { Config } from '../config.js'
import { openDatabase } from '../database/open.js'
import { createPool } from '../database/pool.js'
import { assembleDeps } from '../deps.js'
import { replay, replayedCase, triedRule } from '../features/supervision/replay.js'
import { createKeys } from '../service.js'
import { isLegalDate } from '../shared/time.js'

interface Options {
  rules?: string
  until?: string
}

/**
 * Plays a period again from a file of cases (历史回放), one a line, and prints what would have fired when; with `rules` under
 * those, in the place of what is in force, and how often beside how often now. Writes nothing.
 */
export async function simulateCommand(config: Config, path: string, options: Options): Promise<void> {
  const { until } = options
  if (until !== undefined && !isLegalDate(until)) throw new Error('--until is a day, YYYY-MM-DD')
  const cases = linesOf(path, replayedCase)
  if (cases.length === 0) throw new Error(`${path} holds no case: one a line, see --help`)
  const given = options.rules === undefined ? undefined : linesOf(options.rules, triedRule)
  const rules = given?.flatMap((rule) => rule ?? [])
  const behaviour = (given?.length ?? 0) - (rules?.length ?? 0)
  if (behaviour > 0)
    process.stderr.write(`${behaviour} rules of behaviour are not tried: they are judged as people act\n`)
  const log = pino({ level: 'warn', base: null })
  const opened = await openDatabase(config, log)
  const pool = createPool(opened.app, { log, max: 2, applicationName: 'yichuang-simulate' })
  const { encryption, cursor } = createKeys(config)
  const deps = assembleDeps({ config, pool, log, encryption, cursorKey: cursor })
  try {
    const { lines, counts } = await replay(deps, cases, rules, until)
    for (const line of lines) process.stdout.write(`${line}\n`)
    const now = rules === undefined ? undefined : (await replay(deps, cases, undefined, until)).counts
    process.stdout.write(`\n${cases.length} cases\n`)
    for (const name of [...new Set([...counts.keys(), ...(now?.keys() ?? [])])].toSorted())
      process.stdout.write(
        `${name}\t${counts.get(name) ?? 0}${now === undefined ? '' : `\t(now ${now.get(name) ?? 0})`}\n`,
      )
  } finally {
    await deps.listener.close()
    await pool.end()
    await opened.stop()
  }
}

/** Each line of a file as it is read, or which line of which file is none. */
function linesOf<T>(path: string, read: (text: string, number: number) => T): T[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((text, at) => (text.trim() === '' ? [] : [read(text, at + 1)]))
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}
