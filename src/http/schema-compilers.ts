import serializers from '@fastify/fast-json-stringify-compiler'
import type {
  FastifyInstance,
  FastifySchemaCompiler,
  FastifySchemaValidationError,
  FastifySerializerCompiler,
} from 'fastify'
import { models } from './schemas.js'
import { compileValidator } from './validation.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Compiles what no request has needed yet; throws for a schema that is none. */
    compileSchemas(): void
  }
}

const compileSerializer = serializers()
const compiledAnswers = new WeakMap<object, (value: unknown) => string>()

/** The named schemas that a schema refers to, and those that they refer to. */
function namedIn(schema: object, found: Record<string, object> = {}): Record<string, object> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"(\w+)#"/g)) {
    const other = models.get(name)
    if (other === undefined || name in found) continue
    found[name] = other
    namedIn(other, found)
  }
  return found
}

/**
 * Compiles the schema of an answer, each once in a process. The serialiser looks through all the named schemas that it is
 * given: it gets those that the answer needs.
 */
const compileAnswer: FastifySerializerCompiler<unknown> = (route) => {
  const schema = route.schema as object
  const known = compiledAnswers.get(schema)
  if (known !== undefined) return known
  // Its own validator (for unions) knows only the standard formats and would complain of ours.
  const compile = compileSerializer(namedIn(schema), { ajv: { formats: { instant: true } } })
  const compiled = compile({ ...route, httpStatus: route.httpStatus ?? '' })
  compiledAnswers.set(schema, compiled)
  return compiled
}

/**
 * The schema of a part of a request, or of an answer, is compiled when it is first needed: all of them take a second,
 * for which a service waits once before it listens, and no test has to.
 */
export function useCompilers(app: FastifyInstance): void {
  const waiting = new Set<() => unknown>()
  const lazily = <T>(compile: () => T): (() => T) => {
    let compiled: T | undefined
    const get = (): T => {
      compiled ??= compile()
      waiting.delete(get)
      return compiled
    }
    waiting.add(get)
    return get
  }
  const validator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
    const compiled = lazily(() => compileValidator(schema, httpPart))
    const validate = (value: unknown): boolean => {
      const isValid = compiled()(value) as boolean
      // That is where Fastify looks for them.
      validate.errors = compiled().errors ?? null
      return isValid
    }
    validate.errors = null as FastifySchemaValidationError[] | null
    return validate
  }
  const serializer: FastifySerializerCompiler<unknown> = (route) => {
    const compiled = lazily(() => compileAnswer(route))
    return (value: unknown) => compiled()(value)
  }
  app.setValidatorCompiler(validator)
  app.setSerializerCompiler(serializer)
  app.decorate('compileSchemas', () => {
    for (const compile of waiting) compile()
  })
}
