import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import t from 'tap'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { leshanCase } from '../helpers/cases.js'
import { withClient } from '../helpers/cluster.js'
import { BOUNDARY, multipart, png } from '../helpers/files.js'

const SWAPS = 1000
const CASES = 12
const WHY = `?clear=true&purpose=${encodeURIComponent('核对')}`

/** A value as it is read, and where it stands. */
interface Cell {
  /** What finds the row, as SQL. */
  where: string
  column: string
  read(): Promise<Answer>
  /** A text that only this value has. */
  secret: string
}

/** The same on every run: a failure can be looked at again. */
function createDice(seed: number) {
  let state = seed
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * sides)
  }
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T
  const two = <T>(list: readonly T[]): [T, T] => {
    const first = pick(list)
    for (;;) {
      const second = pick(list)
      if (second !== first) return [first, second]
    }
  }
  return { roll, pick, two }
}

async function populate(app: TestApp) {
  const clerk = await app.token('clerk')
  const reviewer = await app.token('reviewer')
  const security = await app.token('security')
  const parties: Cell[] = []
  const answers: Cell[] = []
  const files: Cell[] = []
  const contacts: Cell[] = []
  const secrets: string[] = []
  const keep = <C extends Cell>(list: Cell[], cell: C) => {
    list.push(cell)
    secrets.push(cell.secret)
  }
  for (let number = 0; number < CASES; number += 1) {
    const person = (index: number, role: string) => ({
      role,
      type: 'natural',
      name: `当事人${number}之${index}`,
      idType: '414',
      idNumber: `E${10_000_000 + number * 100 + index}`,
      mobile: `138${10_000_000 + number * 100 + index}`,
    })
    const marker = `content of file ${number} stands here`
    const bytes = png(Buffer.concat([Buffer.from(marker), randomBytes(70_000)]))
    const form = {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'idempotency-key': `f${number}`,
    }
    const send = () =>
      app.request('POST', '/v1/files', { token: clerk, body: multipart([{ bytes }]), headers: form })
    const { fileId, sha256 } = (await send()).body
    const base = leshanCase()
    const body = {
      ...base,
      parties: [person(1, 'applicant'), person(2, 'applicant')],
      materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })),
    }
    const create = () =>
      app.request('POST', '/v1/cases', { token: clerk, body, headers: { 'idempotency-key': `c${number}` } })
    const created = await create()
    if (created.status !== 201) throw new Error(created.text)
    const { caseNo, materials, queryCode } = created.body
    const row = `case_id = (select id from cases where case_no = '${caseNo}')`
    body.parties.forEach((party, index) => {
      for (const [member, column] of [
        ['idNumber', 'id_number'],
        ['mobile', 'mobile'],
      ] as const) {
        keep(parties, {
          where: `${row} and party_no = ${index + 1}`,
          column: `${column}_encrypted`,
          read: () => app.request('GET', `/v1/cases/${caseNo}/parties${WHY}`, { token: reviewer }),
          secret: party[member],
        })
      }
    })
    keep(answers, {
      where: `key = 'c${number}'`,
      column: 'body_encrypted',
      read: create,
      secret: `"queryCode":"${queryCode}"`,
    })
    keep(answers, { where: `key = 'f${number}'`, column: 'body_encrypted', read: send, secret: fileId })
    keep(files, {
      where: `file_id = '${fileId}'`,
      column: sha256,
      read: () =>
        app.request('GET', `/v1/cases/${caseNo}/materials/${materials[0].id}/content`, { token: clerk }),
      secret: marker,
    })
  }
  for (let number = 0; number < CASES; number += 1) {
    const staffNo = `S${number}`
    const contact = { mobile: `139${10_000_000 + number}`, email: `staff-${number}@example.gov.cn` }
    const body = { staffNo, name: '李四', organisation: COUNTY_MARKET, validFrom: '2026-01-01', ...contact }
    const made = await app.request('POST', '/v1/staff', { token: security, body })
    if (made.status !== 201) throw new Error(made.text)
    for (const member of ['mobile', 'email'] as const)
      keep(contacts, {
        where: `staff_no = '${staffNo}'`,
        column: `${member}_encrypted`,
        read: () => app.request('GET', `/v1/staff/${staffNo}${WHY}`, { token: security }),
        secret: contact[member],
      })
  }
  return { parties, answers, files, contacts, secrets }
}

/** Exchanges columns of two rows in one statement. */
async function exchange(db: pg.Client, table: string, columns: string[], a: string, b: string) {
  const set = columns.map((column) => `${column} = o.${column}`).join(', ')
  const { rowCount } = await db.query(
    `update ${table} t set ${set} from ${table} o
     where (t.${a.replaceAll(' and ', ' and t.')} and o.${b.replaceAll(' and ', ' and o.')})
        or (t.${b.replaceAll(' and ', ' and t.')} and o.${a.replaceAll(' and ', ' and o.')})`,
  )
  if (rowCount !== 2) throw new Error(`${table}: ${rowCount} rows exchanged`)
}

t.test(`${SWAPS} of ${SWAPS} exchanged ciphertexts are detected`, async (t) => {
  const lines: string[] = []
  const app = await startTestApp(t, { log: (line) => lines.push(line) })
  const { parties, answers, files, contacts, secrets } = await populate(app)
  const everything = [...parties, ...answers, ...files, ...contacts]
  for (const { read, secret } of everything) {
    const answer = await read()
    t.ok(answer.status < 300 && answer.text.includes(secret), `${answer.status}: reads as it was written`)
  }
  lines.length = 0
  const dice = createDice(20_261_128)
  const pathOf = ({ column: sha256 }: Cell) => join(app.deps.config.filesDir, sha256.slice(0, 2), sha256)
  const exchangeContent = ([a, b]: [Cell, Cell]) => {
    const [left, right] = [readFileSync(pathOf(a)), readFileSync(pathOf(b))]
    writeFileSync(pathOf(a), right)
    writeFileSync(pathOf(b), left)
  }

  await withClient(app.database.superuserConfig, async (db) => {
    const acrossColumns =
      (table: string) =>
      async ([a, b]: [Cell, Cell]) => {
        const [left, right] = await Promise.all(
          [a, b].map(async ({ where, column }) => {
            const { rows } = await db.query(`select ${column} as box from ${table} where ${where}`)
            return rows[0].box as Buffer
          }),
        )
        await db.query(`update ${table} set ${a.column} = $1 where ${a.where}`, [right])
        await db.query(`update ${table} set ${b.column} = $1 where ${b.where}`, [left])
      }
    const numbers = parties.filter(({ column }) => column === 'id_number_encrypted')
    const swapRows = (table: string, columns: string[]) => (pair: [Cell, Cell]) =>
      exchange(db, table, columns, pair[0].where, pair[1].where)
    // Each kind: what is exchanged among which, undone by doing it once more.
    type Kind = { choose: () => [Cell, Cell]; apply: (pair: [Cell, Cell]) => Promise<void> | void }
    const kind = (choose: Kind['choose'], apply: Kind['apply']): Kind => ({ choose, apply })
    const kinds = new Map<string, Kind>(
      Object.entries({
        'a number or mobile with any other': kind(() => dice.two(parties), acrossColumns('case_parties')),
        'two of one case': kind(() => {
          const begin = dice.roll(CASES) * 4
          return dice.two(parties.slice(begin, begin + 4))
        }, acrossColumns('case_parties')),
        'numbers with their index and mask': kind(
          () => dice.two(numbers),
          swapRows('case_parties', ['id_number_encrypted', 'id_number_index', 'id_number_masked']),
        ),
        'contacts of staff': kind(() => dice.two(contacts), acrossColumns('staff')),
        'stored bodies': kind(() => dice.two(answers), swapRows('idempotency_keys', ['body_encrypted'])),
        'stored answers with all that says what they answer': kind(
          () => dice.two(answers),
          swapRows('idempotency_keys', ['request_hash', 'status', 'headers', 'body_encrypted']),
        ),
        'headers of stored answers': kind(() => dice.two(answers), swapRows('idempotency_keys', ['headers'])),
        'hashes of files': kind(() => dice.two(files), swapRows('files', ['sha256'])),
        'hashes of files with their seals': kind(
          () => dice.two(files),
          swapRows('files', ['sha256', 'sealed']),
        ),
        'seals of files': kind(() => dice.two(files), swapRows('files', ['sealed'])),
        'content of files': kind(() => dice.two(files), exchangeContent),
      }),
    )
    const missed: string[] = []
    const told = new Map<string, number>()
    for (let swap = 0; swap < SWAPS; swap += 1) {
      const [what, { choose, apply }] = dice.pick([...kinds])
      const pair = choose()
      await apply(pair)
      for (const { read } of pair) {
        const answer = await read()
        const name = `${what}: ${answer.status} ${answer.body?.code}`
        told.set(name, (told.get(name) ?? 0) + 1)
        const clean = answer.headers['content-type'] === 'application/problem+json; charset=utf-8'
        const refused = answer.status === 500 || answer.status === 422
        if (!clean || !refused || secrets.some((secret) => answer.text.includes(secret))) missed.push(name)
      }
      await apply(pair)
    }
    t.same(missed, [], `${SWAPS} swaps, every read refused`)
    t.same(
      [...told.keys()].filter((name) => !/500 INTERNAL|422 IDEMPOTENCY_KEY_REUSED/.test(name)),
      [],
    )
    for (const { read, secret } of everything)
      t.ok((await read()).text.includes(secret), 'put back, it reads as before')
    for (const [name, count] of [...told].sort()) t.comment(`${count} × ${name}`)

    await t.test('a seal or a status taken away opens nothing either', async (t) => {
      const [a, b] = dice.two(files)
      await exchange(db, 'files', ['sha256'], a.where, b.where)
      await db.query('update files set sealed = null')
      for (const { read } of files) t.equal((await read()).status, 500)
      const [answer] = answers as [Cell]
      await db.query(`update idempotency_keys set status = 200 where ${answer.where}`)
      t.equal((await answer.read()).status, 500, 'another status')
      await db.query(`update idempotency_keys set status = null where ${answer.where}`)
      t.equal((await answer.read()).status, 409)
    })
  })
  const log = lines.join('\n')
  t.match(log, /"seal":"case_parties.mobile_encrypted: altered, or moved here from elsewhere"/)
  t.same(
    secrets.filter((secret) => log.includes(secret)),
    [],
    'nothing of a value is logged',
  )
})
