// Draws the calls, without a heading, a <main> and a choice of servers: the page around them has these. No deep links:
// addresses such as #feed belong to the page.
const place = document.getElementById("swagger-ui");
const bare = ({ React }) => ({
  components: {
    CloseIcon: () => "Close", // of a button that would have no name
    Calls: ({ getComponent }) => React.createElement(
      "div",
      { className: "swagger-ui" },
      ...["AuthorizeBtnContainer", "errors", "operations", "Models"].map(
        (name) => React.createElement(getComponent(name, true), { key: name }),
      ),
    ),
  },
});
window.SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  defaultModelRendering: "model",
  plugins: [bare],
  layout: "Calls",
});
