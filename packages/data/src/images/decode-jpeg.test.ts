import { expect, test } from "vitest";
import { decodeJpeg } from "./decode-jpeg.js";

// 4 x 2 pixels, by libjpeg-turbo 2.1.5: cjpeg -quality 100 -optimize -rgb
const bytes = Uint8Array.from(
  Buffer.from(
    [
      "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
      "AQEBAQEBAQEBAQEB/8AAEQgAAgAEA1IRAEcRAEIRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAgJ/8QAHBAAAgMBAQEBAAAAAAAAAAAA",
      "BQYDBAcCCAkB/9oADANSAEcAQgAAPwA8HtO0nPs5yE0haE8JBjWins/T9VLKDYeWiemaXZ+nfutJs6HoN8NfpWnN5sJiOlKM7axy",
      "kj8qwnqwCQh0KXxNSok/jmWKWflR4WabJIhYZ27NtR7bGOe5ZlPM/ee+n96xVB6YTEknRA10j43l+Z5Kn9ErFn9WsyztFQwv7SVV",
      "EAKHx+9aoSLMkeQa8qWpy1xOUerAYuCRcD9wjQgX6y/SEaGDj4uqf7xTFiR1avQGD63MdShSghq1YYoIuI+f/9k=",
    ].join(""),
    "base64",
  ),
);
// as Pillow 9.4 decodes it
const pixels = [
  [250, 10, 19, 10, 240, 30, 20, 30, 230, 200, 200, 10],
  [128, 0, 128, 0, 0, 0, 255, 255, 255, 90, 180, 60],
].flat();
const adobe = Buffer.from(bytes).indexOf(Uint8Array.of(0xff, 0xee));
const withoutAdobe = Uint8Array.from([...bytes.subarray(0, adobe), ...bytes.subarray(adobe + 16)]);

test.each([
  ["by Adobe's segment", bytes],
  ["by the names of its components", withoutAdobe],
])("a JPEG that is stored as RGB, %s, is not taken for YCbCr", (_how, file) => {
  const picture = decodeJpeg(file, "a.jpg");
  expect(picture).toMatchObject({ width: 4, height: 2, channels: 3 });
  for (const [index, value] of pixels.entries()) {
    expect(Math.abs(picture.pixels[index] - value)).toBeLessThanOrEqual(2);
  }
});
