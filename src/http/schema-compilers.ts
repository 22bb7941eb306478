import serializers from '@fastify/fast-json-stringify-compiler'
import type {
  FastifyInstance,
  FastifySchemaCompiler,
  FastifySchemaValidationError,
  FastifySerializerCompiler,
} from 'fastify'
import { compileValidator } from './validation.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Compiles what no request has needed yet; throws for a schema that is none. */
    compileSchemas(): void
  }
}

/**
 * The serialiser looks through all the named schemas that it is given, for each answer again: it gets those that the
 * answer refers to, and those that they refer to.
 */
function answerCompiler(named: Record<string, object>): FastifySerializerCompiler<unknown> {
  const compile = serializers()
  const collect = (schema: object, found: Set<string>): Set<string> => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"\$ref":"(\w+)#"/g)) {
      const other = named[name]
      if (other === undefined || found.has(name)) continue
      found.add(name)
      collect(other, found)
    }
    return found
  }
  return (route) => {
    const names = collect(route.schema as object, new Set())
    const needed = Object.fromEntries([...names].map((name) => [name, named[name]]))
    // Its own validator (for unions) knows only the standard formats and would complain of ours.
    return compile(needed, { ajv: { formats: { instant: true } } })({
      ...route,
      httpStatus: route.httpStatus ?? '',
    })
  }
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
  const compileAnswer = lazily(() => answerCompiler(app.getSchemas() as Record<string, object>))
  const validators = compileValidator()

  const validator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
    const compiled = lazily(() => validators(schema, httpPart))
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
    const compiled = lazily(() => compileAnswer()(route))
    return (value: unknown) => compiled()(value)
  }
  app.setValidatorCompiler(validator)
  app.setSerializerCompiler(serializer)
  app.decorate('compileSchemas', () => {
    for (const compile of waiting) compile()
  })
}
