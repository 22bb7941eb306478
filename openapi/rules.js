// What the Dutch API Design Rules (Nederlandse API Design Rules, 2.1) and the OWASP API Security Top 10 (2023) ask of a
// contract, as far as a document can show it, beside the rules that come with the tool (lint.yaml). Every exception
// stands in EXCEPTIONS with its reason; one that nothing needs any more is an error itself.

const EXCEPTIONS = {
  'request-bounds': {
    'importItems body': 'NDJSON in a stream: IMPORT_LIMIT bounds it, 413 beyond',
    'importLines body': 'NDJSON in a stream: IMPORT_LIMIT bounds it, 413 beyond',
    'importStaff body': 'NDJSON in a stream: IMPORT_LIMIT bounds it, 413 beyond',
  },
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head']
const FORMATS = new Set(['uuid', 'date', 'instant', 'date-time', 'uri', 'binary', 'password'])

/** Every operation with where it stands. */
function* operationsOf(root) {
  for (const [path, item] of Object.entries(root.paths ?? {}))
    for (const method of METHODS)
      if (item[method] !== undefined)
        yield { path, method, operation: item[method], at: ['paths', path, method] }
}

/** Reports what a check yields, unless it is agreed; complains of exceptions that nothing used. */
const rule = (name, check) => () => ({
  Root: {
    enter(root, { report, location }) {
      const agreed = EXCEPTIONS[name] ?? {}
      const used = new Set()
      for (const { place, message, at } of check(root)) {
        if (agreed[place] !== undefined) used.add(place)
        else report({ message: `${place}: ${message}`, location: location.child(at) })
      }
      for (const place of Object.keys(agreed))
        if (place !== '*' && !used.has(place))
          report({ message: `the exception for ${place} is of no use any more`, location })
    },
  },
})

const resolverOf = (root) => {
  const resolve = (node) =>
    node?.$ref === undefined
      ? node
      : resolve(
          node.$ref
            .slice(2)
            .split('/')
            .reduce((at, name) => at?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], root),
        )
  return resolve
}

/** API4, unrestricted consumption: whatever is sent has an end. */
function* unboundedIn(root) {
  const resolve = resolverOf(root)
  const seen = new Set()
  function* look(given, place) {
    const schema = resolve(given)
    if (schema === undefined || typeof schema !== 'object' || seen.has(schema)) return
    seen.add(schema)
    const types = [schema.type].flat()
    const isFixed = schema.enum !== undefined || schema.const !== undefined
    if (types.includes('array') && schema.maxItems === undefined) yield [place, 'a list without maxItems']
    if (types.includes('string') && !isFixed && schema.maxLength === undefined && !isShort(schema))
      yield [place, 'a text without maxLength']
    if ((types.includes('integer') || types.includes('number')) && !isFixed && !hasEnds(schema))
      yield [place, 'a number without minimum and maximum']
    for (const part of ['oneOf', 'anyOf', 'allOf']) for (const each of schema[part] ?? []) yield* look(each, place)
    for (const [name, each] of Object.entries(schema.properties ?? {})) yield* look(each, `${place}/${name}`)
    for (const each of Object.values(schema.patternProperties ?? {})) yield* look(each, `${place}/*`)
    if (schema.items !== undefined) yield* look(schema.items, `${place}/-`)
    if (typeof schema.additionalProperties === 'object') yield* look(schema.additionalProperties, `${place}/*`)
  }
  for (const { operation, at } of operationsOf(root)) {
    for (const parameter of (operation.parameters ?? []).map(resolve))
      for (const [, message] of look(parameter.schema, ''))
        yield { place: `${operation.operationId} ${parameter.name}`, message, at }
    for (const media of Object.values(resolve(operation.requestBody)?.content ?? {}))
      for (const [where, message] of look(media.schema, ''))
        yield { place: `${operation.operationId} body${where}`, message, at }
  }
}

const isShort = ({ format, pattern = '' }) => FORMATS.has(format) || (/^\^/.test(pattern) && /\$$/.test(pattern) && !/[*+]|,\}/.test(pattern))
const hasEnds = (schema) =>
  (schema.minimum ?? schema.exclusiveMinimum) !== undefined &&
  (schema.maximum ?? schema.exclusiveMaximum) !== undefined

/** API2: who needs a token hears why it does not do; API4: all hear of limits. */
function* silentIn(root) {
  for (const { operation, path, method, at } of operationsOf(root)) {
    const place = `${method.toUpperCase()} ${path}`
    const secured = (operation.security ?? root.security ?? []).length > 0
    for (const status of [...(secured ? ['401', '403'] : []), '429', '503', ...(method === 'get' || method === 'head' ? [] : ['400', '415'])])
      if (operation.responses?.[status] === undefined) yield { place, message: `tells nothing of ${status}`, at }
  }
}

function* withoutLimitHeaders(root) {
  const resolve = resolverOf(root)
  for (const { operation, path, method, at } of operationsOf(root))
    for (const [status, given] of Object.entries(operation.responses ?? {}))
      if (resolve(given).headers?.['ratelimit-limit'] === undefined)
        yield { place: `${method.toUpperCase()} ${path} ${status}`, message: 'has no ratelimit-limit', at }
}

/** API2: nothing that opens a door stands in an address, where logs and histories keep it. */
function* secretsIn(root) {
  const resolve = resolverOf(root)
  for (const { operation, at } of operationsOf(root))
    for (const { name, in: where } of (operation.parameters ?? []).map(resolve))
      if (where !== 'header' && /token|secret|password|api-?key|idNumber|queryCode/i.test(name))
        yield { place: `${operation.operationId} ${name}`, message: 'a secret or a number of a person in an address', at }
}

/** API1: numbers that can be counted up invite guessing. */
function* countableIn(root) {
  const resolve = resolverOf(root)
  for (const { operation, at } of operationsOf(root))
    for (const { name, in: where, schema } of (operation.parameters ?? []).map(resolve))
      if (where === 'path' && /id$/i.test(name) && [resolve(schema).type].flat().includes('integer'))
        yield { place: `${operation.operationId} ${name}`, message: 'an id that can be counted up', at }
}

/** API3: what is not known is refused, not passed over. */
function* openBodiesIn(root) {
  const resolve = resolverOf(root)
  for (const { operation, at } of operationsOf(root)) {
    const schema = resolve(resolve(operation.requestBody)?.content?.['application/json']?.schema)
    for (const each of (schema?.oneOf ?? schema?.anyOf ?? [schema]).map(resolve))
      if (each?.type === 'object' && each.additionalProperties === undefined && each.unevaluatedProperties === undefined)
        yield { place: `${operation.operationId} body`, message: 'takes members that nobody knows', at }
  }
}

/** The names of the Dutch rules: camelCase in bodies and queries, a version at the beginning of the path. */
function* oddNamesIn(root) {
  const resolve = resolverOf(root)
  for (const { operation, path, at } of operationsOf(root)) {
    if (path.endsWith('/') && path !== '/') yield { place: path, message: 'ends in a slash', at }
    for (const { name, in: where } of (operation.parameters ?? []).map(resolve))
      if (where === 'query' && !/^[a-z][A-Za-z0-9]*$/.test(name))
        yield { place: `${operation.operationId} ${name}`, message: 'a parameter that is not camelCase', at }
  }
  for (const path of Object.keys(root.paths ?? {}))
    if (!/^\/(v1|health|problems|metrics)\b/.test(path)) yield { place: path, message: 'no version in the path', at: ['paths', path] }
}

/** Dutch rules: the method says what is done, the path to what. */
function* methodsInPathsOf(root) {
  for (const path of Object.keys(root.paths ?? {}))
    if (path.split(/[/-]/).some((word) => /^(get|put|post|patch|delete|head|options)$/.test(word)))
      yield { place: path, message: 'names a method', at: ['paths', path] }
}

function* nobodyToAskIn(root) {
  const { contact, version = '' } = root.info ?? {}
  if (!contact?.name) yield { place: 'info', message: 'nobody to ask (contact)', at: ['info'] }
  if (!/^\d+\.\d+\.\d+/.test(version)) yield { place: 'info', message: 'the version is not semantic', at: ['info'] }
}

/** Headers of answers are said once, under components. */
function* headersTwiceIn(root) {
  const said = new Map()
  for (const { operation, path, method, at } of operationsOf(root))
    for (const response of Object.values(operation.responses ?? {}))
      for (const [name, header] of Object.entries(response.headers ?? {})) {
        if (header.$ref !== undefined) continue
        if (said.has(name)) yield { place: `${method.toUpperCase()} ${path} ${name}`, message: 'said again', at }
        said.set(name, true)
      }
}

export default () => ({
  id: 'yichuang',
  rules: {
    oas3: {
      'request-bounds': rule('request-bounds', unboundedIn),
      'problems-told': rule('problems-told', silentIn),
      'limits-told': rule('limits-told', withoutLimitHeaders),
      'no-secrets-in-addresses': rule('no-secrets-in-addresses', secretsIn),
      'no-countable-ids': rule('no-countable-ids', countableIn),
      'closed-bodies': rule('closed-bodies', openBodiesIn),
      names: rule('names', oddNamesIn),
      'no-methods-in-paths': rule('no-methods-in-paths', methodsInPathsOf),
      contact: rule('contact', nobodyToAskIn),
      'headers-once': rule('headers-once', headersTwiceIn),
    },
  },
})
