import { randomInt, randomUUID } from 'node:crypto'
import { exampleCase } from '../../src/features/cases/case-examples.js'
import { identityCardCheckCharacter } from '../../src/shared/codes/identity-card.js'
import type { Role } from '../../src/shared/roles.js'
import type { Answer, TestApp } from './app.js'
import { foodBusinessLicence, SAMPLE_WINDOWS } from './sample.js'

/** Who takes requests: the application in this process, or services at addresses. */
export type Desk = Pick<TestApp, 'token' | 'request'>

const windowOf = (kind: string): string => SAMPLE_WINDOWS.find((window) => window.kind === kind)?.id ?? ''

export const HOUSING_FUND_WINDOW = windowOf('housingFund')
export const MARKET_WINDOW = windowOf('market')

/** The Leshan case at the window that decides it. */
export function leshanCase() {
  return { ...structuredClone(exampleCase), channel: 'WINDOW', windowId: HOUSING_FUND_WINDOW }
}

let people = randomInt(1_000_000)

/** The same of somebody else each time, nobody twice: the fund pays once a year, and a load has thousands. */
export function nextLeshanCase() {
  const body = leshanCase()
  const person = people++
  const birthday = `${1950 + (person % 50)}0${1 + (Math.floor(person / 50) % 9)}1${Math.floor(person / 450) % 10}`
  const first17 = `110105${birthday}${String(Math.floor(person / 4500) % 1000).padStart(3, '0')}`
  const idNumber = `${first17}${identityCardCheckCharacter(first17)}`
  return { ...body, parties: body.parties.map((party) => ({ ...party, idNumber })) }
}

/** A food-business licence at the window that accepts it, complete but for what is left out. */
export function foodCase({ without = [] as string[] } = {}) {
  const { properties, required } = foodBusinessLicence.form.schema as {
    properties: Record<string, { examples: unknown[] }>
    required: string[]
  }
  return {
    itemCode: foodBusinessLicence.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: MARKET_WINDOW,
    parties: [
      {
        role: 'applicant',
        type: 'legal',
        name: '乐山示例餐饮有限公司',
        idType: 'USCC',
        idNumber: '91350100M000100Y43',
      },
    ],
    form: Object.fromEntries(required.map((name) => [name, properties[name]?.examples[0]])),
    materials: foodBusinessLicence.materials
      .filter((material) => !without.includes(material.materialCode))
      .map((material) => ({ materialCode: material.materialCode, source: 'paper' })),
  }
}

/** Creates a case; fails when the answer is not the expected one. */
export async function createCase(
  app: Desk,
  body: object,
  { role = 'clerk' as Role, subject = '', status = 201, key = randomUUID() as string } = {},
): Promise<Answer> {
  const token = await app.token(role, subject === '' ? {} : { subject })
  const answer = await app.request('POST', '/v1/cases', { token, body, headers: { 'idempotency-key': key } })
  if (answer.status !== status) throw new Error(`creating answered ${answer.status}: ${answer.text}`)
  return answer
}

/** Does an action on the case that the last answer showed, with its ETag; fails when the answer is not the expected one. */
export async function transition(
  app: Desk,
  role: Role,
  last: Answer,
  command: object,
  status = 200,
  subject?: string,
  caseNo: string = last.body.caseNo,
): Promise<Answer> {
  const token = await app.token(role, subject === undefined ? {} : { subject })
  const answer = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token,
    body: command,
    headers: { 'if-match': last.headers.etag ?? '' },
  })
  if (answer.status !== status)
    throw new Error(`${JSON.stringify(command)} answered ${answer.status}: ${answer.text}`)
  return answer
}
