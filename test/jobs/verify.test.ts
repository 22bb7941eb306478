import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { columnsOf } from '../../src/database/rows.js'
import { SEALED_COLUMNS } from '../../src/features/history/audit-record.js'
import { verifyGuards, verifyHistory } from '../../src/features/history/verify.js'
import { auditLog } from '../../src/http/audit-tables.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { alterEverything, settle, startWithHistory } from '../helpers/alterations.js'
import { makeHistory } from '../helpers/history.js'
import { TAMPERS } from '../helpers/tampers.js'

t.test('what was not altered is found whole, also while drafts and new rows wait', async (t) => {
  const { app, superuser } = await startWithHistory(t)
  const verified = await verifyHistory(superuser, { batch: 7 })
  t.strictSame(verified.findings, [])
  const { events, cases, auditRecords } = verified.counts
  t.ok(events > 20 && cases === 5 && auditRecords >= 5, JSON.stringify(verified.counts))
  t.strictSame(await verifyGuards(superuser), [])
  await makeHistory({
    ...app,
    request: (method, url, more) =>
      url === '/v1/grants'
        ? Promise.resolve({ status: 201, headers: {}, text: '', body: {} })
        : app.request(method, url, more),
  })
  t.strictSame((await verifyHistory(superuser)).findings, [], 'what waits is no finding')
  await settle(app)
  t.strictSame((await verifyHistory(superuser)).findings, [])
})

// test/long/verify.test.ts makes a thousand.
t.test('each kind of alteration by a superuser is found', (t) => alterEverything(t, TAMPERS.length))

t.test('a tail that is cut off with everything that tells of it is found by who noted its end', async (t) => {
  const { app, superuser } = await startWithHistory(t)
  const token = await app.token('exchange')
  const { nextCursor } = (await app.request('GET', '/v1/exchange/changes', { token })).body
  const { heads } = await verifyHistory(superuser)
  await superuser.query('begin')
  await superuser.query('set local session_replication_role = replica')
  // The last case altogether, and the last audit record, as if they had never been.
  const { rows } = await superuser.query<{ case_id: string }>(
    'select case_id from feed order by position desc limit 1',
  )
  const last = rows[0]?.case_id
  await superuser.query('delete from feed where case_id = $1', [last])
  await superuser.query('delete from case_events where case_id = $1', [last])
  await superuser.query('delete from case_documents where case_id = $1', [last])
  await superuser.query('delete from cases where id = $1', [last])
  await superuser.query(
    'update feed_head set position = f.position, hash = f.hash from (select * from feed order by position desc limit 1) f',
  )
  await superuser.query(
    'delete from audit_log where audit_no = (select audit_no from audit_chain order by place desc limit 1)',
  )
  await superuser.query('delete from audit_chain where place = (select max(place) from audit_chain)')
  await superuser.query(
    'update audit_head set place = f.place, hash = f.hash from (select * from audit_chain order by place desc limit 1) f',
  )
  t.strictSame((await verifyHistory(superuser)).findings, [], 'from inside nobody can see it')
  t.match((await verifyHistory(superuser, heads)).findings, [/the feed ends at/, /the audit trail ends at/])
  await superuser.query('commit')
  t.match(
    await app.request('GET', `/v1/exchange/changes?after=${nextCursor}`, { token }),
    { status: 410, body: { code: 'GONE' } },
    'every consumer that had seen it notices by itself',
  )
})

t.test('the owner and the service can neither change, delete nor empty', async (t) => {
  const { app } = await startWithHistory(t)
  const pool = app.database.appPool(t)
  for (const table of ['case_events', 'case_documents', 'feed', 'audit_log', 'audit_chain']) {
    await t.rejects(
      app.database.asOwner(`truncate ${table}`),
      /never changed or deleted/,
      `truncate ${table}`,
    )
    await t.rejects(
      app.database.asOwner(`delete from ${table}`),
      /never changed or deleted/,
      `delete ${table}`,
    )
    await t.rejects(pool.query(`truncate ${table}`), { code: '42501' })
    await t.rejects(pool.query(`delete from ${table}`), { code: '42501' })
  }
  for (const head of ['feed_head', 'audit_head'])
    await t.rejects(app.database.asOwner(`delete from ${head}`), /never changed or deleted/)
})

t.test('guards that were dropped, switched off or hollowed out are found', async (t) => {
  const { superuser } = await startWithHistory(t)
  const off = (table: string) => [`${table}: the triggers that refuse changes are missing or off`]
  const hollow = ['the function refuse_change refuses nothing any more']
  const body = (text: string) =>
    `create or replace function refuse_change() returns trigger language plpgsql as $$ begin ${text} end $$`
  const only = (when: string) =>
    `drop trigger feed_append_only on feed; create trigger feed_append_only before ${when} execute function refuse_change()`
  for (const [statement, found] of [
    ['alter table audit_log disable trigger all', off('audit_log')],
    ['drop trigger case_events_append_only on case_events', off('case_events')],
    ['drop trigger feed_head_not_emptied on feed_head', off('feed_head')],
    [only('update or delete on feed for each row when (false)'), off('feed')],
    [only('update of hash or delete on feed for each row'), off('feed')],
    [only('delete on feed for each row'), off('feed')],
    [body('return null;'), hollow],
    [body('if false then raise exception $e$%$e$, TG_TABLE_NAME; end if; return new;'), hollow],
    [
      'alter role yichuang_app set session_replication_role = replica',
      ['a setting of the database or of a login switches triggers off'],
    ],
  ] as const) {
    await superuser.query('begin')
    await superuser.query(statement)
    t.strictSame(await verifyGuards(superuser), found, statement)
    await superuser.query('rollback')
  }
  t.strictSame(await verifyGuards(superuser), [], 'each was taken back')
})

t.test('the command prints what it finds and ends with 1', async (t) => {
  const { app, superuser } = await startWithHistory(t)
  const verify = (...args: string[]) =>
    spawnSync(process.execPath, [join(packageRoot, 'dist', 'src', 'cli', 'main.js'), 'verify', ...args], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: app.database.appUrl,
        ENCRYPTION_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
        BLIND_INDEX_KEY: Buffer.alloc(32).toString('base64'),
        CURSOR_KEY: Buffer.alloc(32).toString('base64'),
      },
    })
  const whole = verify()
  t.match(
    whole,
    { status: 0, stdout: /nothing was altered\n--feed \d+:[0-9a-f]{64}\n--audit \d+:[0-9a-f]{64}\n/ },
    whole.stderr,
  )
  await superuser.query('set session_replication_role = replica')
  await superuser.query("update cases set status = 'CLOSED' where status = 'APPROVED'")
  await superuser.query("update case_events set actor = 'urn:yichuang:dev|dev-lead' where type = 'approve'")
  const altered = verify()
  t.equal(altered.status, 1, altered.stderr)
  t.match(altered.stdout, /^feed position \d+: its actor, or who may see it, was altered$/m)
  t.match(altered.stdout, /^case \w+: its status is not what its events say$/m)
  t.match(altered.stdout, /: 3 findings$/m)
  t.match(verify('--feed', 'x'), { status: 1, stderr: /--feed: is a number, a colon and 64/ })
  t.match(verify('--help').stdout, /changes nothing.*prints what it finds/is)
})

t.test('the chain of the audit trail covers every column of it', async (t) => {
  t.strictSame([...SEALED_COLUMNS].sort(), columnsOf(auditLog).sort())
})
