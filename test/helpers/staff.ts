import { signStaffToken } from '../../src/http/dev-issuer.js'
import type { TestApp } from './app.js'

/** A token of a person of the sample staff: what they may do stands in the tables. */
export const staffToken = (app: TestApp, staffNo: string): Promise<string> =>
  signStaffToken(app.deps.config.dataDir, staffNo)

export type Send = (
  method: string,
  path: string,
  body?: object,
  headers?: object,
) => ReturnType<TestApp['request']>

/** Requests of one person of the sample staff. */
export async function staffDesk(app: TestApp, staffNo: string): Promise<Send> {
  const token = await staffToken(app, staffNo)
  return (method, path, body, headers = {}) =>
    app.request(method, path, {
      token,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
    })
}

/** The codes of what was found, with where. */
export const findings = (answer: { body: { errors?: { pointer: string; code: string }[] } }): string[] =>
  (answer.body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)
