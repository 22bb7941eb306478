/** A sentence for people, in the two languages that the service speaks (RFC 9110 Accept-Language). */
export interface Text {
  zh: string
  en: string
}

export type Language = keyof Text

/** The text in the caller's language. */
export function say(text: Text, language: Language): string {
  return text[language]
}
