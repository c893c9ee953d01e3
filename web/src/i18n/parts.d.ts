/** A part of a language's file, cut by `scripts/words.ts`. */
declare module '*.json?first' {
  const words: object;
  export default words;
}
declare module '*.json?rest' {
  const words: object;
  export default words;
}
