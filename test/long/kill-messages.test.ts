import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createEncryption } from '../../src/shared/encryption.js'
import { raiseAlert } from '../helpers/alert-event.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { startGateway, startMailbox } from '../helpers/gateways.js'
import { until } from '../helpers/service.js'
import { killWorker, startWorker } from '../helpers/workers.js'

const KILLS = process.env.CI ? 6 : 60
const MAILS = 6
const CASES = 2
t.setTimeout(0)

/** Fails half the time, but no letter more than five times: what is tried for seven hours is tried here for seconds. */
function half(): (id: string) => boolean {
  const failed = new Map<string, number>()
  return (id) => {
    const before = failed.get(id) ?? 0
    if (before >= 5 || Math.random() < 0.5) return false
    failed.set(id, before + 1)
    return true
  }
}

t.test(
  `${KILLS} kills of who sends, over a mail server and a gateway that fail half the time: each message once in effect`,
  async (t) => {
    const secret = randomBytes(32)
    const gateway = await startGateway(t, secret)
    const mailbox = await startMailbox(t)
    const settings = {
      SMS_URL: gateway.url,
      SMS_SECRET: secret.toString('base64'),
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'noreply@example.gov.cn',
      QUIET_HOURS: 'off',
    }
    const keys = [randomBytes(32), randomBytes(32)] as const
    const encryption = createEncryption([{ id: 'test', key: keys[0] }], keys[1])
    const app = await startTestApp(t, { env: settings, encryption })
    const [smsFails, mailFails] = [half(), half()]
    gateway.status = (id) => (smsFails(id) ? 503 : 200)
    // Some mails are refused, some are taken and nobody hears of it.
    mailbox.manner = (id) => (mailFails(id) ? (Math.random() < 0.5 ? 'refuses' : 'hangsUp') : 'takes')

    // Whose work it is, with an address.
    await app.database.asOwner(
      `update staff set issuer = 'urn:yichuang:dev', subject = staff_no where staff_no = 'market-reviewer'`,
    )
    const security = await app.token('security')
    const entry = await app.request('GET', '/v1/staff/market-reviewer', { token: security })
    await app.request('PATCH', '/v1/staff/market-reviewer', {
      token: security,
      headers: { 'if-match': entry.headers.etag ?? '' },
      body: { email: 'reviewer@example.gov.cn' },
    })
    const created = await createCase(app, foodCase())
    const accepted = await transition(app, 'clerk', created, { action: 'accept' })
    const watched = (await transition(app, 'reviewer', accepted, { action: 'startReview' })).body.caseNo
    await app.database.asOwner(`update case_tasks set assignee = 'market-reviewer' where closed_at is null`)

    const all = async <R extends object>(text: string): Promise<R[]> =>
      (await app.deps.pool.query<R>(text)).rows
    const waiting = async () =>
      (
        await all<{ n: number }>(
          `select (select count(*) from message_deliveries where status in ('WAITING', 'SENDING'))::int
            + (select count(*) from messages where routed_at is null)::int + (select count(*) from outbox)::int
            + (select sum(h.position - c.position) from consumers c, feed_head h where c.name = 'tellPeople')::int as n`,
        )
      )[0]?.n ?? -1
    let over = false
    // Half a minute passes in a quarter of a second: pauses and leases end while somebody is still at it.
    const clock = (async () => {
      while (!over) {
        await app.database.asOwner(`update app_time_shift set shift = shift + interval '30 seconds'`)
        await sleep(250)
      }
    })()

    const begin = () => startWorker(t, app, keys, settings)
    const workers = [await begin(), await begin()]
    const mailed: string[] = []
    const texted: string[] = []
    const body = foodCase()
    const [applicant] = body.parties
    const reachable = { ...body, parties: [{ ...applicant, mobile: '13800138000' }] }
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (let mail = 0; mail < MAILS; mail += 1) {
        // A day of its own tells which message a mail is.
        const due = new Date(Date.UTC(2030, 0, 1 + mailed.length)).toISOString().slice(0, 10)
        mailed.push(due)
        await raiseAlert(app, watched, 'NOTICE', due)
      }
      for (let each = 0; each < CASES; each += 1) texted.push((await createCase(app, reachable)).body.caseNo)
      await sleep(Math.random() * 400)
      const oldest = workers.shift()
      if (oldest !== undefined) await killWorker(oldest)
      workers.push(await begin())
    }
    await until('everything has left', async () => (await waiting()) === 0, 300_000)
    over = true
    await clock
    for (const worker of workers) await killWorker(worker)

    const idsOf = (found: (text: string) => boolean, sent: readonly { id: string; text: string }[]) =>
      new Set(sent.filter(({ text }) => found(text)).map(({ id }) => id)).size
    const plain = mailbox.mails.map(({ id, text }) => ({ id, text: decoded(text) }))
    const texts = gateway.posted
      .filter(({ status }) => status === 200)
      .map(({ id, body: { text } }) => ({ id, text: String(text) }))
    t.same(
      mailed.filter((due) => idsOf((text) => text.includes(due), plain) !== 1),
      [],
      'each mail under one id',
    )
    t.same(
      texted.filter((caseNo) => idsOf((text) => text.includes(caseNo), texts) !== 1),
      [],
      'each text message too',
    )
    t.ok(
      gateway.posted.every(({ genuine }) => genuine),
      'signed, however old the message is',
    )
    const ids = async (channel: string) =>
      (
        await all<{ id: string }>(
          `select message_id || '-' || round as id from message_deliveries where channel = '${channel}' and status = 'SENT'`,
        )
      ).map(({ id }) => id)
    const came = (sent: readonly { id: string }[]) =>
      [...new Set(sent.map(({ id }) => id.replace(/@.*/, '')))].toSorted()
    t.same(
      came(plain),
      (await ids('email')).toSorted(),
      'what came is what is known to be sent, nothing else',
    )
    t.same(came(texts), (await ids('sms')).toSorted())
    t.same(await all(`select 1 from message_deliveries where status <> 'SENT'`), [])
    const again = plain.length - came(plain).length
    const refused = gateway.posted.length - texts.length
    t.ok(
      refused > 0 && mailbox.refused > 0,
      `${mailed.length} mails: ${mailbox.refused} refused, ${again} came again under their id; ${texted.length} texts: ${refused} refused`,
    )
  },
)

/** The text of a mail, whose encoding depends on what stands in it. */
function decoded(mail: string): string {
  const [head = '', ...rest] = mail.split('\r\n\r\n')
  const text = rest.join('\r\n\r\n')
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString()
  if (!/transfer-encoding: quoted-printable/i.test(head)) return text
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
