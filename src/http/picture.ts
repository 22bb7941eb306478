import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Language } from '../shared/text.js'
import { preferredType } from './accept.js'
import { addVary, LANGUAGE_TAGS, requestLanguage } from './language.js'

const MERMAID = 'text/vnd.mermaid'
const SVG = 'image/svg+xml'

/** The answer of an operation that draws steps (流程图). */
export const PICTURE = {
  200: {
    description: 'The steps as Mermaid text, or as a picture',
    content: { [MERMAID]: { schema: Type.String() }, [SVG]: { schema: Type.String() } },
  },
}

/** A picture that is opened by itself loads nothing and runs nothing. */
const PICTURE_POLICY = "default-src 'none'"

export interface Drawing {
  mermaid(language: Language): string
  svg(language: Language): string
}

/** Draws in the form and the language that are asked for: Mermaid text where nobody asks for another. */
export function sendPicture(request: FastifyRequest, reply: FastifyReply, drawing: Drawing) {
  const type = preferredType(request.headers.accept, [MERMAID, SVG])
  const language = requestLanguage(request)
  addVary(reply, 'Accept')
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-language', LANGUAGE_TAGS[language])
    .header('content-security-policy', PICTURE_POLICY)
    .serializer((text: unknown) => text as string)
    .send(type === SVG ? drawing.svg(language) : drawing.mermaid(language))
}
