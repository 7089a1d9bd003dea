/** The number that a text probably stands for: 0.1 for "0,1" and "10%", 1000 for "1_000" and "1,000". */
export function numberFromText(text: string): number | undefined {
  const [, digits = "", percent] = /^\s*([-+]?[\d.,_ ]*\d(?:e[-+]?\d+)?)\s*(%?)[,;]?\s*$/i.exec(text) ?? [];
  if (digits === "") return undefined;
  const hasThousands = /^[-+]?[1-9]\d{0,2}([,_ ]\d{3})+$/.test(digits);
  const value = Number(
    hasThousands ? digits.replace(/[,_ ]/g, "") : digits.replace(/[_ ]/g, "").replace(",", "."),
  );
  if (!Number.isFinite(value)) return undefined;
  return percent === "%" ? Number((value / 100).toPrecision(12)) : value;
}
