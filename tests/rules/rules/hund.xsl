<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- A trap for each name of a root element. -->
  <xsl:output method="text"/>
  <xsl:template match="/gut">gut</xsl:template>
  <xsl:template match="/endlos" name="endlos"><xsl:call-template name="endlos"/></xsl:template>
  <xsl:template match="/kreis"><xsl:apply-templates select="."/></xsl:template>
  <xsl:template match="/passwort"><xsl:value-of select="doc('file:///etc/passwd')"/></xsl:template>
  <xsl:template match="/text"><xsl:value-of select="unparsed-text('file:///etc/passwd')"/></xsl:template>
  <xsl:template match="/netz"><xsl:value-of select="document('http://example.org/x.xml')"/></xsl:template>
  <xsl:template match="/muster"><xsl:value-of select="matches(., '^(a+)+$')"/></xsl:template>
  <xsl:template match="/rueckbezug"><xsl:value-of select="matches(., '^(a*)*\1b$')"/></xsl:template>
  <xsl:template match="/gross"><xsl:for-each select="1 to 1000000000"><xsl:text>0123456789</xsl:text></xsl:for-each></xsl:template>
  <xsl:template match="/folge"><xsl:value-of select="count((1 to 1000000000)[. mod 2 = 0])"/></xsl:template>
  <xsl:template match="/dateien"><xsl:for-each select="1 to 100000"><xsl:result-document href="a{.}.txt">x</xsl:result-document></xsl:for-each></xsl:template>
  <xsl:template match="/pfad"><xsl:result-document href="../../etc/x y">x</xsl:result-document></xsl:template>
</xsl:stylesheet>
