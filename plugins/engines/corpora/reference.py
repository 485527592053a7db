"""SaxonC-HE (package `saxonche`) as the reference."""
import time


class Reference:
    """The reference processor; each stylesheet is compiled once."""

    def __init__(self):
        import saxonche

        self.processor = saxonche.PySaxonProcessor(license=False)
        self.version = self.processor.version

    def transform(self, stylesheet, sources):
        """Source and result of each; a result that starts with `error:` is the reference's own verdict."""
        executable = self._compile(stylesheet)
        for source in sources:
            try:
                node = self.processor.parse_xml(xml_file_name=str(source))
                yield source, executable.transform_to_string(xdm_node=node) or ""
            except Exception as error:
                yield source, f"error: {error}"

    def time(self, stylesheet, source, rounds):
        """Processor milliseconds of one run, parsing included, with the stylesheet compiled before. The
        first rounds warm up and do not count."""
        executable = self._compile(stylesheet)

        def once():
            executable.transform_to_string(xdm_node=self.processor.parse_xml(xml_file_name=str(source)))

        for _ in range(5):
            once()
        before = time.process_time()
        for _ in range(rounds):
            once()
        return (time.process_time() - before) * 1000 / rounds

    def _compile(self, stylesheet):
        xslt = self.processor.new_xslt30_processor()
        executable = xslt.compile_stylesheet(stylesheet_file=str(stylesheet))
        # Further result documents need an address; they are kept in memory.
        executable.set_capture_result_documents(True)
        executable.set_base_output_uri("file:///results/")
        return executable
