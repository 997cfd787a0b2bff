// A person at a running Assay, over plain HTTP: keeps the session's cookie and sends what a browser of the same origin sends.

export class Person {
  /** @param {string} base such as http://127.0.0.1:3000 */
  constructor(base) {
    this.base = base;
    this.cookie = "";
  }

  async send(method, path, { body, headers = {} } = {}) {
    const answer = await fetch(this.base + path, {
      method,
      body,
      redirect: "manual",
      headers: { Origin: this.base, ...(this.cookie && { Cookie: this.cookie }), ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(";");
      if (pair.startsWith("__Host-assay=")) this.cookie = pair;
    }
    return answer;
  }

  /** Posts a form and returns where the answer leads. A value may be an array: the field is sent several times. */
  async form(path, fields) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) [value].flat().forEach((one) => body.append(name, one));
    const answer = await this.send("POST", path, { body, headers: { Accept: "text/html" } });
    if (answer.status !== 303) throw new Error(`POST ${path}: ${answer.status}\n${(await answer.text()).slice(0, 2000)}`);
    return answer.headers.get("Location");
  }

  async page(path) {
    const answer = await this.send("GET", path, { headers: { Accept: "text/html" } });
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`);
    return answer.text();
  }

  /** Calls the JSON API; answers {status, body}. */
  async api(method, path, body) {
    const headers = { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) };
    const answer = await this.send(method, path, { body: body && JSON.stringify(body), headers });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  }

  async signIn(login, password) {
    await this.form("/sign-in", { login, password });
    return this;
  }
}
