/** From here on Unicode has the scripts and marks of East Asia, each as wide as high. */
const FULL_WIDTH_FROM = 0x2e80

/** Latin text breaks between words, Chinese between any two characters, but not before a closing mark or after an opening one. */
const PIECES =
  /\s+|[《（「『【〈“‘]*[\u2e80-\uffff][、。，．：；！？）》」』】〉”’…]*|[^\s\u2e80-\uffff]+[、。，．：；！？）》」』】〉”’…]*/gu

/** A text in lines that are no wider than this, by widths that no usual font exceeds; a word longer than a line is cut. */
export function textLines(text: string, width: number, size: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const end = () => {
    if (line.trim() !== '') lines.push(line.trim())
    line = ''
    used = 0
  }
  const put = (piece: string) => {
    line += piece
    used += widthOf(piece, size)
  }
  for (const piece of text.match(PIECES) ?? []) {
    if (used + widthOf(piece.trimEnd(), size) > width) end()
    if (widthOf(piece, size) <= width) put(line === '' ? piece.trimStart() : piece)
    else
      for (const character of piece) {
        if (used + widthOf(character, size) > width) end()
        put(character)
      }
  }
  end()
  return lines
}

function widthOf(text: string, size: number): number {
  let ems = 0
  for (const character of text) ems += emsOf(character)
  return ems * size
}

function emsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code >= FULL_WIDTH_FROM) return 1
  if (/[A-ZmwMW@%—…&]/.test(character)) return 0.95
  return code < 0x250 ? 0.65 : 1
}
