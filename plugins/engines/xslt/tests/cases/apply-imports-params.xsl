<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">

<xsl:import href="lib/import-lib.xsl"/><xsl:template match="/"><o><xsl:apply-templates select="//rasse"/></o></xsl:template><xsl:template match="rasse" priority="2"><r><xsl:next-match/></r></xsl:template><xsl:template match="rasse" priority="1"><s><xsl:apply-imports/></s></xsl:template>
</xsl:stylesheet>
