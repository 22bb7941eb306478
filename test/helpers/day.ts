import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { type Answer, startTestApp, type TestApp } from './app.js'
import { SUITE_START } from './database.js'
import { exampleForm } from './items.js'
import { SAMPLE_ITEMS } from './sample.js'
import { staffToken } from './staff.js'

/** A county's hall with its own people at their desks: who does what is named by staff number, and has that organ's rights. */
export interface Day {
  app: TestApp
  /** Takes an application in; gives the case. */
  take(staffNo: string, body: object, status?: number): Promise<Answer>
  /** The same by somebody at home, signed in. */
  send(subject: string, body: object, status?: number): Promise<Answer>
  /** One act on whatever version the case has. */
  act(staffNo: string, caseNo: string, action: string, input?: object, status?: number): Promise<Answer>
  get(staffNo: string, path: string): Promise<Answer>
  post(staffNo: string, path: string, body: object, status?: number): Promise<Answer>
  /** From receipt to a review that has begun. */
  intoReview(caseNo: string): Promise<Answer>
  /** The last paper of a kind, as it is printed. */
  paper(staffNo: string, caseNo: string, kind: string): Promise<Answer>
  /** Nine in the morning of the second of March, or the same hour of another day. */
  morningOf(date?: string): Promise<void>
}

/** Opens the hall on the sample data; every answer that is not the expected one ends the case with what it said. */
export async function openHall(t: Test): Promise<Day> {
  const app = await startTestApp(t)
  const ask = async (token: string, method: string, path: string, expected: number, body?: object) => {
    const answer = await app.request(method, path, {
      token,
      headers: method === 'GET' ? {} : { 'if-match': '*', 'idempotency-key': randomUUID() },
      ...(body === undefined ? {} : { body }),
    })
    if (answer.status !== expected)
      throw new Error(`${method} ${path} ${JSON.stringify(body)} answered ${answer.status}: ${answer.text}`)
    return answer
  }
  const as = (staffNo: string) => staffToken(app, staffNo)
  const day: Day = {
    app,
    take: async (staffNo, body, status = 201) => ask(await as(staffNo), 'POST', '/v1/cases', status, body),
    send: async (subject, body, status = 201) =>
      ask(await app.token('citizen', { subject }), 'POST', '/v1/cases', status, body),
    act: async (staffNo, caseNo, action, input = {}, status = 200) =>
      ask(await as(staffNo), 'POST', `/v1/cases/${caseNo}/transitions`, status, { action, ...input }),
    get: async (staffNo, path) => ask(await as(staffNo), 'GET', path, 200),
    post: async (staffNo, path, body, status = 200) => ask(await as(staffNo), 'POST', path, status, body),
    async intoReview(caseNo) {
      await day.act('market-clerk', caseNo, 'accept')
      return day.act('market-reviewer', caseNo, 'startReview')
    },
    async paper(staffNo, caseNo, kind) {
      const { body } = await day.get(staffNo, `/v1/cases/${caseNo}/documents`)
      const found = body.data.findLast((each: { kind: string }) => each.kind === kind)
      if (found === undefined) throw new Error(`no ${kind} of ${caseNo}`)
      return day.get(staffNo, `/v1/cases/${caseNo}/documents/${found.documentNo}`)
    },
    morningOf: (date = SUITE_START.slice(0, 10)) => app.setNow(`${date}${SUITE_START.slice(10)}`),
  }
  return day
}

/** The last clock of a kind that a case shows. */
export const clockOf = ({ body }: Answer, kind: string) =>
  body.clocks.findLast((each: { kind: string }) => each.kind === kind)

export const codesOf = ({ body }: Answer): string[] =>
  (body.errors ?? []).map(({ code }: { code: string }) => code)

const byName = (name: string): ItemDocument => {
  const found = SAMPLE_ITEMS.find((item) => item.name === name)
  if (found === undefined) throw new Error(`the sample has no ${name}`)
  return found
}

/** An application for an item of the sample, with all its papers, at the first window that has this authority. */
export function applicationFor(name: string, authority: string, more: object): object {
  const item = byName(name)
  return {
    itemCode: item.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: item.windows?.find((window) => window.authority === authority)?.windowId,
    form: exampleForm(item),
    materials: item.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
    ...more,
  }
}

/** One of the day's cases: what it is about, and what the law wants of it. */
export interface DayCase {
  title: string
  run(t: Test, day: Day): Promise<unknown>
}
