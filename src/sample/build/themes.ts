import { REFERENCE_DICTIONARIES } from '../reference.js'

/** The code of a theme by its name (主题分类), so that items read as they are meant. */
const codeOf =
  (key: string) =>
  (name: string): string => {
    const themes = REFERENCE_DICTIONARIES.find((each) => each.key === key)?.entries ?? []
    const theme = themes.find(({ title }) => title.zh === name)
    if (theme === undefined) throw new Error(`no theme ${name}`)
    return theme.code
  }

export const naturalTheme = codeOf('naturalTheme')
export const legalTheme = codeOf('legalTheme')
