import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { sha256 } from '../../../shared/canonical-json.js'
import { linearPattern } from '../../../shared/linear-pattern.js'
import type { Text } from '../../../shared/text.js'
import { MOST_STEPS } from '../../../shared/work-budget.js'
import { FILTERABLE } from './filterable-fields.js'
import { isPartyRole, PARTY_FIELD } from './party-fields.js'
import { PERSONAL, PERSONAL_KINDS } from './personal-fields.js'

/** Patterns in time that grows with the text: forms are filled in by everybody. */
const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: 'linearPattern' })

/**
 * A compiler for one schema only: a shared one keeps every schema that it has seen, and refuses an `$id` that comes
 * twice. `strictSchema` refuses formats and keywords that nobody would check.
 */
export function compileForm(schema: object, strictSchema: boolean) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    strictSchema,
    validateSchema: false,
    logger: false,
    // Tidying up what was generated takes longer than it saves, and with nested lists the square of them.
    code: { regExp, optimize: false },
  })
  addFormats.default(ajv, ['date', 'email', 'uri'])
  ajv.addVocabulary([PERSONAL, FILTERABLE, PARTY_FIELD])
  // An asynchronous validator would answer with a promise: every form would pass, and a refused one end the process.
  return ajv.compile({ ...schema, $async: false })
}

/** Why a schema cannot be the schema of a form (表单). */
export interface SchemaFault {
  kind: 'reference' | 'schema'
  /** Within the schema. */
  pointer: string
  message: Text
}

const MOST_KEPT = 2000
/** By the schema's hash: to compile one takes ten milliseconds, and the items of an import share few. */
const faults = new Map<string, SchemaFault | undefined>()

/** What is wrong with a schema; undefined when it is sound. */
export function schemaFault(schema: object): SchemaFault | undefined {
  const key = sha256(JSON.stringify(schema)).toString('base64')
  if (faults.has(key)) return faults.get(key)
  const fault = faultInside(schema) ?? compilersFault(schema)
  if (faults.size >= MOST_KEPT) faults.clear()
  faults.set(key, fault)
  return fault
}

/**
 * What the compiler is given to do in one go, while nobody else is served: a form with all its lists and choices has one or
 * two hundred parts, and five hundred of them take some eighty milliseconds. A pattern costs as much as a part.
 */
const MOST_PARTS = 500
const MOST_LEVELS = 40
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef']
/** What stands under these is a value of the form, and no schema. */
const VALUES = ['enum', 'const', 'default', 'examples']

/** What can be seen without compiling: references, which could go round for ever; size; patterns. */
function faultInside(schema: object): SchemaFault | undefined {
  let parts = 0
  const visit = (node: unknown, pointer: string, level: number): SchemaFault | undefined => {
    if (typeof node !== 'object' || node === null) return undefined
    parts += 'pattern' in node ? 2 : 1
    if (parts > MOST_PARTS || level > MOST_LEVELS) return fault(pointer, TOO_LARGE)
    for (const [name, member] of Object.entries(node)) {
      if (VALUES.includes(name)) continue
      const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (REFERENCES.includes(name) && typeof member === 'string')
        return { kind: 'reference', pointer: here, message: REFERENCE }
      const found =
        personalFault(name, member, pointer) ??
        filterableFault(name, member, pointer) ??
        partyFault(name, member, pointer) ??
        patternFault(name, member, here, node) ??
        visit(member, here, level + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
  return visit(schema, '', 1)
}

/** A mark that is mistyped would leave open what should be masked. Members of `properties` may have any name. */
function personalFault(name: string, member: unknown, pointer: string): SchemaFault | undefined {
  if (pointer.endsWith('/properties') || name.toLowerCase() !== PERSONAL) return undefined
  const isKind = name === PERSONAL && (PERSONAL_KINDS as readonly unknown[]).includes(member)
  return isKind ? undefined : fault(`${pointer}/${name}`, NOT_A_KIND)
}

/** Only fields of the form itself are looked for: a mark within one would be overlooked. */
function filterableFault(name: string, member: unknown, pointer: string): SchemaFault | undefined {
  if (pointer.endsWith('/properties') || name.toLowerCase() !== FILTERABLE) return undefined
  const isMark = name === FILTERABLE && typeof member === 'boolean' && /^\/properties\/[^/]+$/.test(pointer)
  return isMark ? undefined : fault(`${pointer}/${name}`, NOT_A_MARK)
}

function partyFault(name: string, member: unknown, pointer: string): SchemaFault | undefined {
  if (pointer.endsWith('/properties') || name.toLowerCase() !== PARTY_FIELD) return undefined
  const isMark = name === PARTY_FIELD && isPartyRole(member) && /^\/properties\/[^/]+$/.test(pointer)
  return isMark ? undefined : fault(`${pointer}/${name}`, NOT_A_PARTY)
}

function patternFault(
  name: string,
  member: unknown,
  pointer: string,
  field: { maxLength?: unknown },
): SchemaFault | undefined {
  if (name === 'pattern' && typeof member === 'string') {
    const longest = typeof field.maxLength === 'number' ? field.maxLength : UNBOUNDED_TEXT
    return complaintOfPattern(member, pointer, longest)
  }
  if (name !== 'patternProperties' || typeof member !== 'object' || member === null) return undefined
  for (const pattern of Object.keys(member)) {
    const found = complaintOfPattern(pattern, pointer, LONGEST_NAME)
    if (found !== undefined) return found
  }
  return undefined
}

/** So long are texts taken to be of which the schema does not say it, and names of fields. */
const UNBOUNDED_TEXT = 2000
const LONGEST_NAME = 100

function complaintOfPattern(pattern: string, pointer: string, longest: number): SchemaFault | undefined {
  try {
    const { size } = linearPattern(pattern)
    return size * longest <= MOST_STEPS ? undefined : fault(pointer, tooCostly(Math.floor(MOST_STEPS / size)))
  } catch (thrown) {
    const told = (thrown as Error).message.slice(0, 200)
    return fault(pointer, {
      zh: `正则表达式无法使用（不支持前后查找、反向引用和 1000 次以上的重复）：${told}`,
      en: `A pattern that cannot be used (no lookaround, no backreferences, at most 1,000 repetitions): ${told}`,
    })
  }
}

const tooCostly = (longest: number): Text => ({
  zh: `正则表达式的重复次数过多：请为该字段设置不超过 ${longest} 的 maxLength，或减少重复次数`,
  en: `The repetitions of this pattern take too much work: give the field a maxLength of at most ${longest}, or repeat less`,
})
const NOT_A_KIND = {
  zh: 'x-personal 应为 plain（个人信息）或者 sensitive（敏感个人信息）',
  en: 'x-personal is plain (personal) or sensitive (敏感个人信息)',
}
const NOT_A_PARTY = {
  zh: 'x-party 应为当事人角色，且只能用于表单的顶层字段',
  en: 'x-party is a role of a party, and of a field of the form itself',
}
const NOT_A_MARK = {
  zh: 'x-filterable 应为 true 或者 false，且只能用于表单的顶层字段',
  en: 'x-filterable is true or false, and of a field of the form itself',
}
const fault = (pointer: string, message: Text): SchemaFault => ({ kind: 'schema', pointer, message })
const REFERENCE = { zh: '表单使用了引用', en: 'The form uses a reference' }
const TOO_LARGE = {
  zh: `表单过大：超过 ${MOST_PARTS} 个部分（每个正则表达式另计一个），或者嵌套超过 ${MOST_LEVELS} 层`,
  en: `The form is too large: more than ${MOST_PARTS} parts (a pattern counts as one more), or more than ${MOST_LEVELS} levels`,
}
const told = (complaint: string): Text => ({
  zh: `不是有效的 JSON Schema：${complaint}`,
  en: `Not a valid JSON Schema: ${complaint}`,
})

/** Keeps nothing of the schemas that it looks at. */
const metaSchema = new Ajv2020({ strict: false, logger: false })

function compilersFault(schema: object): SchemaFault | undefined {
  if ('$async' in schema) return fault('/$async', told('$async'))
  if ('type' in schema && schema.type !== 'object')
    return fault('/type', { zh: '表单应为对象（type: object）', en: 'A form is an object (type: object)' })
  try {
    if (metaSchema.validateSchema(schema) !== true) {
      const [first] = metaSchema.errors ?? []
      return fault(first?.instancePath ?? '', told(String(first?.message).slice(0, 200)))
    }
    compileForm(schema, true)
    return undefined
  } catch (thrown) {
    return fault('', told((thrown as Error).message.slice(0, 200)))
  }
}
