import { writeFileSync } from 'node:fs'
import type { Test } from 'tap'
import { ANSWERS_FILE, type RecordedAnswer, recordedAnswers } from '../../src/http/openapi-answers.js'
import type { Answer } from './app.js'

type Json = Record<string, unknown>

/** Says how the examples are renewed; what still fits stays as it is. */
const RENEW = 'renew: UPDATE_EXAMPLES=1 node dist/test/run.js contract/examples && npm run openapi'

/** Of a list two things are shown, the second one that differs in its members where there is one; of the list that was asked for one, unless they differ. */
function shortened(value: unknown, isAsked = false): unknown {
  if (Array.isArray(value)) {
    const [first, second, ...others] = value
    if (typeof first !== 'object' || first === null) return value.slice(0, 3)
    const other = [second, ...others].find((each) => `${Object.keys(each ?? {})}` !== `${Object.keys(first)}`)
    const shown = [first, ...(isAsked ? [other] : [other ?? second])].filter((each) => each !== undefined)
    return shown.map((each) => shortened(each))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, shortened(member, name === 'data')]),
  )
}

/** Every member with its type, whatever its value: `data[].caseNo string`. */
function shapeOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return [...new Set([`${path} array`, ...value.flatMap((each) => shapeOf(each, `${path}[]`))])].sort()
  if (typeof value !== 'object' || value === null)
    return [`${path} ${value === null ? 'null' : typeof value}`]
  return [
    `${path} object`,
    ...Object.entries(value).flatMap(([name, member]) => shapeOf(member, `${path}.${name}`)),
  ].sort()
}

/** What differs from run to run, made alike: who compares two recordings sees what has changed. */
function alike(example: unknown): unknown {
  const ids = new Map<string, string>()
  const text = JSON.stringify(example)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, (id) => {
      if (!ids.has(id)) ids.set(id, `01998c5e-0000-7000-8000-${String(ids.size + 1).padStart(12, '0')}`)
      return ids.get(id) ?? id
    })
    .replace(/(T\d\d:\d\d):\d\d\.\d{6}Z/g, '$1:00.000000Z')
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.AA')
  return JSON.parse(text)
}

const isEmptyList = (answer: unknown): boolean => {
  const data = (answer as { data?: unknown } | null)?.data
  return Array.isArray(data) && data.length === 0
}

/** Those that show something, where any does. */
function full(answers: unknown[]): unknown[] {
  const some = answers.filter((answer) => !isEmptyList(answer))
  return some.length > 0 ? some : answers
}

const sameShape = (a: unknown, b: unknown): boolean => shapeOf(a).join('\n') === shapeOf(b).join('\n')

/** Answers that no example brings about: a division that moves is told of with a job. */
const NOT_HEARD = ['importDivisions 202']

/** What the service answered to every example of a request, beside what the document shows. */
export function heardAnswers(document: Json) {
  const heard = new Map<string, unknown[]>()
  const shown = new Map<string, unknown>()
  for (const operation of Object.values(document.paths as Json).flatMap((each) =>
    Object.values(each as Json),
  ))
    for (const [status, response] of Object.entries((operation as { responses: Json }).responses)) {
      const media = (response as { content?: Record<string, { example?: unknown }> }).content
      if (status < '300' && media?.['application/json'] !== undefined)
        shown.set(
          `${(operation as { operationId: string }).operationId} ${status}`,
          media['application/json'].example,
        )
    }
  return {
    /** Whether only empty lists came. */
    isEmpty: (operationId: string): boolean => (heard.get(`${operationId} 200`) ?? []).every(isEmptyList),
    /** Operations of which only empty lists came. */
    empty: (): string[] => [...heard].flatMap(([key, answers]) => (answers.every(isEmptyList) ? [key] : [])),
    add(operationId: string, { status, headers, body }: Answer): void {
      const isJson = headers['content-type']?.startsWith('application/json')
      if (status >= 300 || !isJson) return
      const key = `${operationId} ${status}`
      heard.set(key, [...(heard.get(key) ?? []), shortened(body)])
    },
    /** Each example is what came, member for member; none shows an empty answer where a full one came. */
    compare(t: Test): void {
      if (process.env.UPDATE_EXAMPLES === '1') record(heard)
      for (const [key, answers] of heard) {
        if (!shown.has(key)) t.fail(`${key}: a success that the document does not have`)
        const example = shown.get(key)
        if (full(answers).some((answer) => sameShape(answer, example))) continue
        const came = shapeOf(richest(answers))
        const told = example === undefined ? [] : shapeOf(example)
        t.same(told, came, `${key}: the example is what is answered (${RENEW})`)
      }
      const silent = [...shown.keys()].filter((key) => !heard.has(key))
      t.same(silent, NOT_HEARD, 'every success that the document has was answered')
    },
  }
}

/** The one that shows most members; of alike ones the first. */
const richest = (answers: unknown[]): unknown =>
  answers.toSorted((a, b) => shapeOf(b).length - shapeOf(a).length)[0]

function record(heard: Map<string, unknown[]>): void {
  const before = new Map(recordedAnswers().map((each) => [`${each.operationId} ${each.status}`, each]))
  const lines = [...heard].map(([key, answers]): RecordedAnswer => {
    const [operationId = '', status] = key.split(' ')
    const kept = before.get(key)
    if (kept !== undefined && full(answers).some((answer) => sameShape(answer, kept.example))) return kept
    return { operationId, status: Number(status), example: alike(richest(answers)) }
  })
  const text = lines.map((each) => `${JSON.stringify(each)}\n`).sort()
  writeFileSync(ANSWERS_FILE, text.join(''))
}
