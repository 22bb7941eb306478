interface Part {
  title?: unknown
  properties?: Record<string, Part>
  items?: Part
  oneOf?: { const?: unknown; title?: string }[]
}

/**
 * What the form calls a field (表单项名称), by the path to it; of a part without a title that of what it is a part of.
 * Undefined: the form does not say.
 */
export function fieldTitle(schema: object, path: readonly string[]): string | undefined {
  let part: Part | undefined = schema as Part
  let title: string | undefined
  for (const name of path) {
    part = /^\d+$/.test(name) && part?.items !== undefined ? part.items : ownPart(part, name)
    if (typeof part?.title === 'string') title = part.title
  }
  return title
}

const ownPart = (part: Part | undefined, name: string): Part | undefined =>
  part?.properties !== undefined && Object.hasOwn(part.properties, name) ? part.properties[name] : undefined

/** What the form calls a value of a field that is a choice (选项名称): the title of its `oneOf`. Undefined: it has none. */
export function choiceTitle(field: object | undefined, value: unknown): string | undefined {
  const { oneOf } = (field ?? {}) as Part
  return Array.isArray(oneOf) ? oneOf.find((each) => each.const === value)?.title : undefined
}
