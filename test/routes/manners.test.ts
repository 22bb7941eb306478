import { connect } from 'node:net'
import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { fullItem } from '../helpers/full-item.js'
import { foodBusinessLicence } from '../helpers/sample.js'
import { noteRoutes } from '../helpers/sample-routes.js'

const service = await startTestApp(t, { routes: noteRoutes })
const { request, token, database } = service
const clerk = await token('clerk')
const english = { 'accept-language': 'en' }
const LICENCE = foodBusinessLicence.itemCode

t.test('problems', async (t) => {
  t.test('an unknown route is a problem, in Chinese unless English is wanted', async (t) => {
    const chinese = await request('GET', '/v1/nowhere?name=张三')
    t.equal(chinese.status, 404)
    t.match(chinese.headers['content-type'], /^application\/problem\+json/)
    t.equal(chinese.headers['content-language'], 'zh-CN')
    t.match(chinese.headers.vary, /Accept-Language/i)
    t.match(chinese.body, { type: '/problems/NOT_FOUND', title: '未找到', status: 404, code: 'NOT_FOUND' })
    t.equal(chinese.body.instance, '/v1/nowhere', 'without the query, which may hold personal data')
    t.match(chinese.body.traceId, /^[0-9a-f]{32}$/)
    for (const header of ['en', 'en-GB,zh;q=0.5', 'fr, en;q=0.8, zh;q=0.2']) {
      const answer = await request('GET', '/v1/nowhere', { headers: { 'accept-language': header } })
      t.equal(answer.body.title, 'Not found', header)
      t.equal(answer.headers['content-language'], 'en', header)
    }
  })

  t.test('a path that nobody has is told apart from a thing that is not there', async (t) => {
    const said = async (path: string) =>
      (await request('GET', path, { token: clerk, headers: english })).body.detail
    t.match(await said('/v1/nowhere'), /No operation has this path/)
    t.match(await said('/v1/test-notes/'), /no slash at the end/)
    t.match(await said('/v1/test-notes/NONE'), /does not exist, or you may not see it/)
  })

  t.test('a known route with another method names the methods it has', async (t) => {
    const answer = await request('DELETE', '/v1/test-notes/X')
    t.equal(answer.status, 405)
    t.equal(answer.body.code, 'METHOD_NOT_ALLOWED')
    t.equal(answer.headers.allow, 'GET, HEAD, PUT')
  })

  t.test('every code of a problem is explained at its type', async (t) => {
    const { body } = await request('GET', '/v1/nowhere')
    const answer = await request('GET', body.type, { headers: english })
    t.match(answer.body, { code: 'NOT_FOUND', status: 404, title: 'Not found' })
    const text = await request('GET', body.type, { headers: { accept: 'text/html,application/xhtml+xml' } })
    t.match(text.headers['content-type'], /^text\/plain/)
    t.match(text.text, /^404 NOT_FOUND\n未找到\n/)
    t.equal((await request('GET', '/problems/constructor')).status, 404)
  })

  t.test('a fault of the service tells nothing about itself', async (t) => {
    const answer = await request('GET', '/v1/test-failure')
    t.equal(answer.status, 500)
    t.equal(answer.body.code, 'INTERNAL')
    t.notMatch(answer.text, /11010519491231002X|Error|\bat /)
  })

  t.test('a path that is no path', async (t) => {
    for (const path of ['/v1/test-notes/%', '/v1/test-notes/%E0%A4%A', `/v1/test-notes/${'x'.repeat(300)}`]) {
      const answer = await request('GET', path, { token: clerk })
      t.ok([400, 404].includes(answer.status), `${answer.status} for ${path.slice(0, 30)}`)
      t.match(answer.headers['content-type'], /problem\+json/)
      t.match(answer.body.traceId, /^[0-9a-f]{32}$/)
    }
  })

  t.test('what is no HTTP', async (t) => {
    const url = new URL(await service.listen())
    const speak = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(url.port), url.hostname, () => socket.write(text))
        let heard = ''
        socket.on('data', (data) => {
          heard += data.toString()
        })
        socket.on('close', () => resolve(heard))
        socket.on('error', reject)
      })
    const garbage = await speak('what is this\r\n\r\n')
    t.match(garbage, /^HTTP\/1.1 400 /)
    t.match(garbage, /application\/problem\+json/)
    t.match(garbage, /"code":"MALFORMED_REQUEST"/)
    const silent = await speak('GET /v1/test-notes HTTP/1.1\r\n\r\n')
    t.match(silent, /^HTTP\/1.1 400 [\s\S]*"code":"MALFORMED_REQUEST"/, 'no Host')
    const expecting = await speak('GET /v1/test-notes HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n')
    t.match(expecting, /^HTTP\/1.1 417 [\s\S]*"code":"EXPECTATION_FAILED"/)
    const page = await speak('GET /docs/static/none.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    t.match(page, /^HTTP\/1.1 404 [\s\S]*"code":"NOT_FOUND"/, 'a page of the docs that is not there')
    const early = await speak(
      'POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\nConnection: close\r\n\r\n{',
    )
    t.match(early, /^HTTP\/1.1 401 /, 'answered before the body has come')
    const large = await speak(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(128 * 1024)}\r\n\r\n`)
    t.match(large, /^HTTP\/1.1 431 /)
    t.match(large, /application\/problem\+json/)
  })
})

t.test('bodies', async (t) => {
  const post = (body: unknown, headers = {}) =>
    request('POST', '/v1/test-notes', { token: clerk, body, headers })

  t.test('malformed JSON, wrong UTF-8, nothing at all, depth without end', async (t) => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const bodies = [
      '{"code":',
      '{"code":"A"}}',
      deep,
      Buffer.from([0x22, 0xff, 0xfe, 0x22]),
      '{"__proto__":{}}',
    ]
    for (const body of bodies) {
      const answer = await post(body)
      t.equal(answer.status, 400, String(body).slice(0, 20))
      t.equal(answer.body.code, 'MALFORMED_REQUEST', String(body).slice(0, 20))
    }
    t.equal((await post('')).status, 400)
    const broken = async (body: string) => (await post(body, english)).body.detail
    t.match(await broken('{"code":"A1",'), /line 1, column 14/, 'where it ends')
    t.match(await broken('{"code":"A1",\n "张小敏": x}'), /line 2, column 9/)
    t.notMatch(await broken('{"code":"A1",\n "张小敏": x}'), /张小敏/, 'and nothing of what it says')
  })

  t.test('NUL characters and lone surrogates are no text', async (t) => {
    const cases: [string, string][] = [
      ['{"code":"A1","name":"a\\u0000b"}', '/name'],
      ['{"code":"A1","name":"\\ud800"}', '/name'],
      ['{"code":"A1","name":"x","tags":["ok","\\udc00x"]}', '/tags/1'],
    ]
    for (const [body, pointer] of cases) {
      const answer = await post(body)
      t.equal(answer.status, 400)
      t.equal(answer.body.code, 'MALFORMED_REQUEST')
      t.equal(answer.body.errors[0].pointer, pointer)
    }
    const inQuery = await request('GET', '/v1/test-notes?prefix=%00')
    t.equal(inQuery.status, 400)
    t.equal(inQuery.body.errors[0].pointer, '?prefix')
    t.equal((await request('GET', '/v1/test-notes/a%00b', { token: clerk })).status, 400)
  })

  t.test('another media type, too much', async (t) => {
    const form = await post('code=A1', { 'content-type': 'application/x-www-form-urlencoded' })
    t.equal(form.status, 415)
    t.equal(form.body.code, 'UNSUPPORTED_MEDIA_TYPE')
    t.equal((await post('text', { 'content-type': 'text/plain' })).status, 415)
    const large = await post({ code: 'A1', name: 'x'.repeat(1_100_000) })
    t.equal(large.status, 413)
    t.equal(large.body.code, 'PAYLOAD_TOO_LARGE')
  })

  t.test('each wrong field is named, its value never repeated', async (t) => {
    const good = { code: 'A1', name: 'a note' }
    const cases: [unknown, string, string][] = [
      [{ name: 'x' }, '/code', 'REQUIRED'],
      [{ ...good, colour: 'secret' }, '/colour', 'UNKNOWN'],
      [{ ...good, 'a/b~c': 1 }, '/a~1b~0c', 'UNKNOWN'],
      [{ ...good, name: 17 }, '/name', 'TYPE'],
      [{ ...good, name: null }, '/name', 'TYPE'],
      [{ ...good, size: '5' }, '/size', 'TYPE'],
      [{ ...good, size: null }, '/size', 'TYPE'],
      [{ ...good, size: true }, '/size', 'TYPE'],
      [{ ...good, size: 1.5 }, '/size', 'TYPE'],
      [{ ...good, size: 10 }, '/size', 'MAXIMUM'],
      [{ ...good, size: 0 }, '/size', 'MINIMUM'],
      [{ ...good, flag: 1 }, '/flag', 'TYPE'],
      [{ ...good, flag: 'true' }, '/flag', 'TYPE'],
      [{ ...good, kind: 'secret' }, '/kind', 'ENUM'],
      [{ ...good, code: 'secret' }, '/code', 'PATTERN'],
      [{ ...good, name: '' }, '/name', 'MIN_LENGTH'],
      [{ ...good, tags: 'secret' }, '/tags', 'TYPE'],
      [{ ...good, tags: ['a', 'b', 'secret'] }, '/tags', 'MAX_ITEMS'],
      [{ ...good, on: '2026-02-30' }, '/on', 'FORMAT'],
      [{ ...good, on: '2026-3-2' }, '/on', 'FORMAT'],
      [{ ...good, at: '2026-03-02' }, '/at', 'FORMAT'],
      [{ ...good, at: '2026-03-02T25:00:00Z' }, '/at', 'FORMAT'],
      [{ ...good, at: '2026-03-02 01:00:00Z' }, '/at', 'FORMAT'],
      [{ ...good, at: '2026-02-30T01:00:00Z' }, '/at', 'FORMAT'],
      [{ ...good, at: '2026-03-02T01:00:00+23:59' }, '/at', 'FORMAT'],
      [{ ...good, at: '2026-03-02T01:00:00-14:01' }, '/at', 'FORMAT'],
      [{ ...good, at: '0001-01-01T00:00:00+08:00' }, '/at', 'FORMAT'],
      [{ ...good, at: '9999-12-31T23:00:00-08:00' }, '/at', 'FORMAT'],
      [{ ...good, id: 'secret' }, '/id', 'FORMAT'],
      [{ ...good, id: 'urn:uuid:0195a7c2-6c00-7000-8000-000000000001' }, '/id', 'FORMAT'],
      [{ ...good, price: { amount: '1250', currency: 'CNY' } }, '/price/amount', 'TYPE'],
      [[good], '', 'TYPE'],
    ]
    for (const [body, pointer, code] of cases) {
      const answer = await post(body, english)
      const told = `${pointer} ${code} for ${JSON.stringify(body)}`
      t.equal(answer.status, 400, told)
      t.equal(answer.body.code, 'INVALID_INPUT', told)
      t.equal(answer.body.errors?.[0]?.pointer, pointer, told)
      t.match(answer.body.errors?.[0]?.code, code, told)
      t.notMatch(answer.text, 'secret', told)
    }
    const chinese = await post({ name: 'x' })
    t.match(chinese.body.errors[0].message, /必填/)
  })

  t.test('query parameters are read as what they stand for', async (t) => {
    t.equal((await request('GET', '/v1/test-notes?limit=5&count=false')).status, 200)
    for (const [query, pointer] of [
      ['limit=0', '?limit'],
      ['limit=101', '?limit'],
      ['limit=many', '?limit'],
      ['colour=red', '?colour'],
      ['limit=5&limit=6', '?limit'],
    ]) {
      const answer = await request('GET', `/v1/test-notes?${query}`)
      t.equal(answer.status, 400, query ?? '')
      t.equal(answer.body.errors?.[0]?.pointer, pointer, query ?? '')
    }
  })

  t.test('an address is read as somebody sees it, and what nobody sees is no value', async (t) => {
    for (const unseen of [
      '\u200b',
      '\u3164',
      '\u034f',
      '\ufe0f',
      '\u{e0100}',
      '\ufeff',
      '\u00ad',
      '\u2800',
    ]) {
      const said = encodeURIComponent(unseen)
      const name = JSON.stringify(unseen)
      t.equal(
        (await request('GET', `/v1/items/${said}${LICENCE.slice(0, 9)}${said}${LICENCE.slice(9)}`)).status,
        200,
        name,
      )
      const found = await request(
        'GET',
        `/v1/items?q=食品${said}经营${said}&organisation=${LICENCE.slice(0, 18)}${said}`,
      )
      t.match(found.body.data, [{ itemCode: LICENCE }], name)
      for (const [path, pointer] of [
        [`/v1/items/${said}`, '{itemCode}'],
        [`/v1/items?q=${said}%20${said}`, '?q'],
        [`/v1/items?type=01&type=${said}`, '?type'],
      ])
        t.match(
          await request('GET', path ?? ''),
          { status: 400, body: { errors: [{ pointer, code: 'TEXT_UNSEEN' }] } },
          `${name} ${path}`,
        )
      const search = (item: string) => request('POST', '/v1/cases/search', { token: clerk, body: { item } })
      t.match(await search(unseen), {
        status: 400,
        body: { errors: [{ pointer: '/item', code: 'TEXT_UNSEEN' }] },
      })
    }
  })

  t.test('who somebody is stands to the letter: nobody is shown for another', async (t) => {
    const security = await token('security')
    const names = ['zhang-1', 'zhang-\u200b1']
    for (const subject of names) {
      const organisation = LICENCE.slice(0, 18)
      const body = { issuer: 'https://id.example', subject, role: 'clerk', organisation }
      t.match(await request('POST', '/v1/grants', { token: security, body }), { status: 201 }, subject)
    }
    for (const subject of names) {
      const { body } = await request('GET', `/v1/grants?subject=${encodeURIComponent(subject)}`, {
        token: security,
      })
      t.same(
        body.data.map((grant: { subject: string }) => grant.subject),
        [subject],
      )
    }
  })

  t.test('an unknown parameter is refused with those that are known, of a write as of a read', async (t) => {
    const said = async (method: string, path: string, body?: unknown) => {
      const answer = await request(method, path, {
        token: clerk,
        headers: english,
        ...(body ? { body } : {}),
      })
      t.match(answer, { status: 400, body: { errors: [{ code: 'UNKNOWN_FIELD' }] } }, path)
      return answer.body.errors[0].message
    }
    t.match(await said('GET', '/v1/test-notes?colour=red'), /known are: .*limit/)
    t.match(
      await said('POST', '/v1/test-notes?preveiw=true', { code: 'Q1', name: 'n' }),
      /none is taken here/,
    )
    t.match(await said('POST', '/v1/test-notes?x=1', '{"code":'), /none/, 'before the body is read')
    t.equal((await request('GET', '/v1/test-notes/Q1', { token: clerk })).status, 404, 'nothing was written')
  })

  t.test('what a form asks for, and which of several forms is wrong where', async (t) => {
    const flag = await request('GET', '/v1/test-notes?count=yes', { headers: english })
    t.match(flag.body.errors[0].message, /true or false/)
    const code = await post({ code: 'secret', name: 'x' }, english)
    t.match(code.body.errors[0].message, /Has not the right form: \^/)
    const near = await request('GET', '/v1/centres?near=here', { headers: english })
    t.match(near.body.errors[0].message, /latitude,longitude/)
    const cataloguer = await token('cataloguer')
    const draft = async (statutory: object) => {
      const body = { ...fullItem('x'), limits: { statutory } }
      return (await request('POST', '/v1/items', { token: cataloguer, body, headers: english })).body.errors
    }
    t.match(await draft({ amount: 5, unit: 'workingDays', basis: '《某法》第一条' }), [
      { pointer: '/limits/statutory/unit', code: 'ENUM', message: /workingDay, day/ },
    ])
    t.match(await draft({ amount: 5, unit: 'day' }), [
      { pointer: '/limits/statutory', message: 'Needs the member basis, or none' },
    ])
  })
})

t.test('the order of checks: 401, 403, 400, 404, 428, 412', async (t) => {
  const reviewer = await token('reviewer')
  const wrong = { name: 17 }
  const put = (code: string, options: object) => request('PUT', `/v1/test-notes/${code}`, options)
  t.equal((await put('ORDER1', { body: wrong })).status, 401)
  t.equal((await put('ORDER1', { body: '{"name":' })).status, 401)
  t.equal((await put('ORDER1', { body: wrong, token: reviewer })).status, 403)
  t.equal((await put('ORDER1', { body: wrong, token: clerk })).status, 400)
  t.equal((await put('ORDER1', { body: { name: 'x' }, token: clerk })).status, 404)
  await request('POST', '/v1/test-notes', { token: clerk, body: { code: 'ORDER1', name: 'first' } })
  const unguarded = await put('ORDER1', { body: { name: 'x' }, token: clerk })
  t.equal(unguarded.status, 428)
  t.equal(unguarded.body.code, 'PRECONDITION_REQUIRED')
  const stale = await put('ORDER1', { body: { name: 'x' }, token: clerk, headers: { 'if-match': '"9-abc"' } })
  t.equal(stale.status, 412)
  t.equal(stale.body.code, 'PRECONDITION_FAILED')
})

t.test('conditional requests', async (t) => {
  await request('POST', '/v1/test-notes', { token: clerk, body: { code: 'TAG1', name: 'first' } })
  const get = (headers = {}) => request('GET', '/v1/test-notes/TAG1', { token: clerk, headers })
  const put = (ifMatch: string) =>
    request('PUT', '/v1/test-notes/TAG1', {
      token: clerk,
      body: { name: 'next' },
      headers: { 'if-match': ifMatch },
    })
  const first = await get()
  const etag = first.headers.etag ?? ''
  t.match(etag, /^"1-[^"]+"$/, 'strong, with the version')
  for (const known of [etag, `"x", ${etag}`, '*', `W/${etag}`]) {
    const answer = await get({ 'if-none-match': known })
    t.equal(answer.status, 304, known)
    t.equal(answer.text, '')
    t.equal(answer.headers.etag, etag)
  }
  t.equal((await get({ 'if-none-match': '"1-other"' })).status, 200)
  const unreadable = (answer: { status: number; body: { errors?: object[] } }) =>
    t.match(answer, { status: 400, body: { errors: [{ pointer: '!if-match', code: 'ETAG' }] } })
  unreadable(await put('nonsense'))
  unreadable(await put('1'))
  unreadable(await put(`W/${etag}`))
  for (const guess of ['"1-guess"', `"1-${'A'.repeat(22)}"`, etag.replace('"1-', '"2-')])
    t.equal((await put(guess)).status, 412, `${guess} was not read anywhere`)
  const changed = await put(etag)
  t.equal(changed.status, 200)
  t.match(changed.headers.etag, /^"2-/)
  t.equal((await put(etag)).status, 412)
  t.equal((await put('*')).status, 200, 'any version')
  t.equal((await get({ 'if-none-match': etag })).status, 200)
})

t.test('Idempotency-Key', async (t) => {
  const post = (key: string, body: object, who = clerk) =>
    request('POST', '/v1/test-notes', { token: who, body, headers: { 'idempotency-key': key } })
  const kept = (key: string) =>
    database.asOwner<{ status: number; body: Buffer }>(
      'select status, body_encrypted as body from idempotency_keys where key = $1',
      [key],
    )

  t.test('the same request is answered with the same bytes, once made', async (t) => {
    const first = await post('k1', { code: 'IDEM1', name: '张小敏' })
    t.equal(first.status, 201)
    t.notOk(first.headers['idempotency-replayed'])
    const again = await post('k1', { name: '张小敏', code: 'IDEM1' })
    t.equal(again.status, 201)
    t.equal(again.text, first.text)
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.equal(again.headers.location, '/v1/test-notes/IDEM1')
    t.equal(again.headers['content-type'], first.headers['content-type'])
    const [row] = await kept('k1')
    t.notMatch(row?.body.toString('latin1'), Buffer.from('张小敏').toString('latin1'), 'stored encrypted')
  })

  t.test('another body under the same key', async (t) => {
    const answer = await post('k1', { code: 'IDEM2', name: 'other' })
    t.equal(answer.status, 422)
    t.equal(answer.body.code, 'IDEMPOTENCY_KEY_REUSED')
  })

  t.test('the key belongs to its caller', async (t) => {
    const other = await token('clerk', { subject: 'somebody-else' })
    t.equal((await post('k1', { code: 'IDEM3', name: 'mine' }, other)).status, 201)
  })

  t.test('only successes are kept', async (t) => {
    t.equal((await post('k2', { code: 'IDEM4', name: 'forbidden' })).status, 422)
    t.same(await kept('k2'), [])
    t.equal((await post('k2', { code: 'IDEM4', name: 'allowed' })).status, 201)
  })

  t.test('many at once make one, and all get its answer', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => post('k3', { code: 'IDEM5', name: 'slow' })),
    )
    t.same([...new Set(answers.map(({ status }) => status))], [201])
    t.equal(new Set(answers.map(({ text }) => text)).size, 1)
    t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1)
  })

  t.test('who waits longer than lock_timeout is told to come again', async (t) => {
    const slow = post('k4', { code: 'IDEM6', name: 'very slow' })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const waiting = await post('k4', { code: 'IDEM6', name: 'very slow' })
    t.equal(waiting.status, 409)
    t.equal(waiting.body.code, 'REQUEST_IN_PROGRESS')
    t.ok(Number(waiting.headers['retry-after']) > 0)
    t.equal((await slow).status, 201)
    t.equal((await post('k4', { code: 'IDEM6', name: 'very slow' })).headers['idempotency-replayed'], 'true')
  })

  t.test('a key that is no key', async (t) => {
    for (const key of ['x'.repeat(201), 'a b', '中']) {
      t.equal((await post(key, { code: 'IDEM7', name: 'x' })).status, 400)
    }
  })

  t.test('a thing that is there already is a conflict, not a fault', async (t) => {
    const answer = await request('POST', '/v1/test-notes', {
      token: clerk,
      body: { code: 'IDEM1', name: 'again' },
    })
    t.equal(answer.status, 409)
    t.equal(answer.body.code, 'CONFLICT')
  })

  t.test('answers are kept for seven days', async (t) => {
    const { sweepAnswers } = await import('../../src/http/idempotency.js')
    t.equal(await sweepAnswers(service.deps.pool), 0)
    await database.asOwner(
      `update idempotency_keys set created_at = created_at - interval '7 days 1 minute' where key = 'k1'`,
    )
    t.equal(await sweepAnswers(service.deps.pool), 2)
  })
})

t.test('lists', async (t) => {
  for (let number = 1; number <= 7; number++) {
    await request('POST', '/v1/test-notes', { token: clerk, body: { code: `NOTE${number}`, name: 'n' } })
  }
  const codes: string[] = []
  let url: string | undefined = '/v1/test-notes?limit=3'
  let pages = 0
  let cursor = ''
  while (url !== undefined) {
    const answer = await request('GET', url)
    t.equal(answer.status, 200)
    codes.push(...answer.body.data.map((note: { code: string }) => note.code))
    cursor = answer.body.nextCursor ?? cursor
    const next: string | undefined = /^<([^>]+)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1]
    t.equal(next !== undefined, answer.body.nextCursor !== undefined, 'Link and nextCursor go together')
    url = next
    pages += 1
  }
  t.equal(pages, 3)
  t.same(codes, ['NOTE1', 'NOTE2', 'NOTE3', 'NOTE4', 'NOTE5', 'NOTE6', 'NOTE7'])
  const refused = async (query: string) => {
    const answer = await request('GET', `/v1/test-notes?${query}`)
    t.equal(answer.status, 400, query)
    t.equal(answer.body.code, 'INVALID_CURSOR', query)
  }
  await refused('cursor=nonsense')
  await refused(`cursor=${cursor.slice(0, -2)}`)
  await refused(`cursor=${cursor}&prefix=NOTE1`)
  t.equal(
    (await request('GET', `/v1/test-notes?cursor=${cursor}&limit=5`)).status,
    200,
    'the page size may change',
  )
})

t.test('tracing', async (t) => {
  const given = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-request-id': 'abc-1',
  }
  const answer = await request('GET', '/v1/nowhere', { headers: given })
  t.equal(answer.body.traceId, '0af7651916cd43dd8448eb211c80319c')
  t.match(answer.headers.traceparent, /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
  t.notMatch(answer.headers.traceparent, 'b7ad6b7169203331', 'a span of its own')
  t.equal(answer.headers['x-request-id'], 'abc-1')
  for (const traceparent of [
    'nonsense',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ]) {
    const fresh = await request('GET', '/v1/nowhere', { headers: { traceparent, 'x-request-id': 'x y' } })
    t.match(fresh.body.traceId, /^[0-9a-f]{32}$/)
    t.not(fresh.body.traceId, '0af7651916cd43dd8448eb211c80319c')
    t.not(fresh.headers['x-request-id'], 'x y')
  }
})

t.test('security headers, CORS and what proxies may keep', async (t) => {
  const problem = await request('GET', '/v1/nowhere')
  t.equal(problem.headers['cache-control'], 'no-store')
  t.equal(problem.headers['x-content-type-options'], 'nosniff')
  const docs = await request('GET', '/docs/')
  t.equal(docs.status, 200)
  t.notMatch(docs.text, /https?:\/\/(?!www\.w3\.org)[a-z]/, 'nothing from elsewhere')
  const open = await startTestApp(t, { env: { CORS_ORIGINS: 'https://front.example' }, routes: noteRoutes })
  const preflight = await open.request('OPTIONS', '/v1/test-notes/X', {
    headers: {
      origin: 'https://front.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,if-match,idempotency-key',
    },
  })
  t.equal(preflight.status, 204)
  t.equal(preflight.headers['access-control-allow-origin'], 'https://front.example')
  t.match(preflight.headers['access-control-allow-methods'], /PUT/)
  const foreign = await open.request('GET', '/v1/test-notes', {
    headers: { origin: 'https://other.example' },
  })
  t.notOk(foreign.headers['access-control-allow-origin'])
})

t.test('a route without a policy fails the build', async (t) => {
  const careless = startTestApp(t, {
    database,
    routes: async (app) => {
      app.get('/v1/careless', async () => 'x')
    },
  })
  await t.rejects(careless, /policy/)
})

t.test('a number beyond its column is a number that nothing has', async (t) => {
  const big = '9007199254740993'
  for (const path of [
    `/v1/workflows/two-step/versions/${big}`,
    `/v1/items/11511102MB0YCH003G4000131013002/versions/${big}`,
    `/v1/directory/x/versions/${big}`,
    `/v1/workflows/two-step/versions/2147483648`,
  ]) {
    const { status } = await request('GET', path)
    t.ok(status === 404 || status === 400, `${path}: ${status}`)
  }
})
