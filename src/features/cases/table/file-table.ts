import type { Deps } from '../../../deps.js'
import type { IdempotencyScope } from '../../../http/idempotency.js'
import { type AjvError, compileValidator, inputErrorsOf } from '../../../http/validation.js'
import type { Caller } from '../../../shared/caller.js'
import { canonicalJson, sha256 } from '../../../shared/canonical-json.js'
import { Problem, problem } from '../../../shared/problem.js'
import { PROBLEM_CODES } from '../../../shared/problem-codes.js'
import { type Language, say } from '../../../shared/text.js'
import { answerOpening } from '../acts/answer-opening.js'
import { CreateCaseBody } from '../application-schemas.js'
import { type SharedReads, shareReads } from './shared-reads.js'
import { mergeRows, type TableRow, unreadIn } from './table.js'
import { rowsOfCsv } from './table-csv.js'
import type { RowAnswer, TableBody } from './table-schemas.js'

/** Rows that are taken in at once: others want connections too. */
const AT_ONCE = 4
const MOST_ROWS = 200

interface Filing {
  caller: Caller
  /** Of the table; each row has its own within it. */
  scope: IdempotencyScope
  language: Language
}

interface Row extends Filing {
  number: number
  rows: readonly TableRow[]
  shared: SharedReads
}

/**
 * Takes a table of applications in (批量申报): what they have in common, and a row each. Every row is answered by itself and
 * goes the way of a single one; under the same key rows that were taken in are replayed and the others tried again, so that
 * whatever breaks off goes on with the same request.
 */
export async function fileTable(deps: Deps, body: TableBody, filing: Filing): Promise<RowAnswer[]> {
  const rows = mergeRows(body.common, await rowsOf(deps, body))
  if (rows.length > MOST_ROWS) throw tooMany()
  const { scope } = filing
  const keys = [...new Set(rows.map(({ key }) => keyWithin(scope, key)))]
  const shared = await shareReads(deps, scope, keys)
  const answers: RowAnswer[] = []
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE)
    answers.push(
      ...(await Promise.all(
        some.map((row, index) => answerRow(deps, row, { ...filing, number: from + index + 1, rows, shared })),
      )),
    )
  }
  return answers
}

/** Each row has a key of its own within that of the table. */
const keyWithin = (scope: IdempotencyScope, key: string): string => `${scope.key}#${key}`

async function rowsOf({ items }: Deps, { common, rows, csv }: TableBody): Promise<Record<string, unknown>[]> {
  if ((rows === undefined) === (csv === undefined))
    throw problem('RULE_VIOLATED', { errors: [{ pointer: '/rows', code: 'ROWS_OR_CSV', message: ONE_OF }] })
  if (rows !== undefined) return rows
  const { itemCode } = common
  const item = typeof itemCode === 'string' ? await items.inForce(itemCode) : undefined
  const read = rowsOfCsv(csv ?? '', item?.document.form.schema, common)
  if ('errors' in read) throw problem('RULE_VIOLATED', { errors: read.errors })
  return read.rows
}

async function answerRow(
  deps: Deps,
  { key, body, isKeyWrong }: TableRow,
  { caller, scope, language, number, rows, shared }: Row,
): Promise<RowAnswer> {
  const known = { row: number, key }
  const refused = (failure: Problem): RowAnswer => ({ ...known, ...refusal(failure, language) })
  if (isKeyWrong)
    return refused(problem('INVALID_INPUT', { errors: [{ pointer: '/key', code: 'TYPE', message: NO_KEY }] }))
  const check = compileValidator(CreateCaseBody, 'body')
  if (!check(body)) {
    const errors = inputErrorsOf((check.errors ?? []) as AjvError[], 'body')
    return refused(problem('INVALID_INPUT', { errors }))
  }
  if (rows.findIndex((each) => each.key === key) < number - 1)
    return refused(
      problem('RULE_VIOLATED', { errors: [{ pointer: '/key', code: 'KEY_TWICE', message: TWICE }] }),
    )
  const unread = body.submit === true ? [] : unreadIn(await schemaOf(shared, body.itemCode), body.form)
  if (unread.length > 0) return refused(problem('RULE_VIOLATED', { errors: unread }))
  try {
    const { answer, replayed } = await answerOpening(deps, body as CreateCaseBody, {
      caller,
      language,
      scope: { ...scope, key: keyWithin(scope, key), requestHash: sha256(canonicalJson(body)) },
      shared,
    })
    const { caseNo, queryCode, status, missing } = JSON.parse(answer.body) as Taken
    return { ...known, status: answer.status, replayed, case: { caseNo, queryCode, status, missing } }
  } catch (failure) {
    // What is no row's fault ends the request; the rows that were taken in are replayed to who asks again.
    if (failure instanceof Problem && failure.status < 500) return refused(failure)
    throw failure
  }
}

async function schemaOf(shared: SharedReads, itemCode: unknown): Promise<object | undefined> {
  const item = typeof itemCode === 'string' ? await shared.inForce(itemCode) : undefined
  return item?.document.form.schema
}

type Taken = NonNullable<RowAnswer['case']>

function refusal(failure: Problem, language: Language): Pick<RowAnswer, 'status' | 'problem'> {
  const { title, help } = PROBLEM_CODES[failure.code]
  return {
    status: failure.status,
    problem: {
      code: failure.code,
      title: say(title, language),
      detail: say(failure.detail ?? help, language),
      ...(failure.errors === undefined
        ? {}
        : {
            errors: failure.errors.map(({ pointer, code, message }) => ({
              pointer,
              code,
              message: say(message, language),
            })),
          }),
    },
  }
}

const tooMany = () =>
  problem('RULE_VIOLATED', {
    errors: [
      {
        pointer: '/rows',
        code: 'TOO_MANY_ROWS',
        message: { en: `At most ${MOST_ROWS} rows at once`, zh: `一次最多 ${MOST_ROWS} 行` },
      },
    ],
  })
const ONE_OF = { en: 'Send either rows or csv', zh: '请提交 rows 或者 csv 其中之一' }
const NO_KEY = {
  en: 'A text of at most 200 characters, or leave it out: the number of the row stands for it',
  zh: 'key 应为不超过 200 字的文字；不填则以行号代替',
}
const TWICE = { en: 'Another row has this key', zh: '该 key 与前面的行重复' }
