// Long responses such as models write when asked for much: headings, tables, code of several languages, LaTeX.

const CODE = [
  ["python", "@dataclass\nclass Point:\n    x: float = 0.0\n\n    def norm(self, other: 'Point') -> float:\n        \"\"\"Length.\"\"\"\n        return math.sqrt(self.x ** 2 + other.x ** 2)  # twice\n"],
  ["cpp", "template <typename T>\nclass Stack {\n public:\n  void push(const T& value) { items_.push_back(value); }\n private:\n  std::vector<T> items_;\n};\n"],
  ["sql", "SELECT c.name, COUNT(*) AS orders\nFROM customer c JOIN orders o ON o.customer_id = c.id\nWHERE c.country IN ('ES', 'MX') GROUP BY c.name HAVING COUNT(*) > 3;\n"],
  ["javascript", "const load = async (url) => {\n  const answer = await fetch(`${url}/items`);\n  return (await answer.json()).map(({ id, name }) => ({ id, name: name ?? 'none' }));\n};\n"],
];

/** About so many bytes; texts of other seeds differ in everything but their form. The last paragraph is `end`. */
export function longText(size, seed, end) {
  let text = "";
  for (let part = seed; text.length < size - 2000; part++) {
    const [language, code] = CODE[part % CODE.length];
    const rows = Array.from({ length: 6 }, (_, row) => `| row ${row} of ${part} | ${row * part} | the **${row + part}** case |`).join("\n");
    const sentences = Array.from({ length: 8 }, (_, at) => `A sentence number ${at} of an ordinary answer of part ${part}, with some words in it.`).join(" ");
    text += [
      `## Part ${part}`,
      `It is *important* that **step ${part}** comes before the next, because \`f(${part})\` is $${part}x^2 + \\frac{${part}}{2}$. ${sentences}`,
      `\`\`\`${language}\n${code}\`\`\``,
      `$$\\sum_{i=1}^{${part}} \\frac{i^2}{${part}} = \\int_0^1 x^{${part}} \\, dx$$`,
      `| name | value | what it is for |\n|---|---:|:--|\n${rows}`,
      `1. First do ${part}.\n2. Then \`g(${part})\`.\n   - a point\n   - another`,
      "",
    ].join("\n\n");
  }
  return text.padEnd(size - end.length - 2, "Some more words. ").trimEnd() + `\n\n${end}`;
}
